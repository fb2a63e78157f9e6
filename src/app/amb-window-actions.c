/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything the window can do, as actions: one array, one function for what is sensitive, one
 * table of shortcuts. */
#include "amb-window-private.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "amb-export-dialog.h"
#include "amb-white-point.h"

/* When an action may be used. */
typedef enum
{
  NEEDS_NOTHING = 0,
  NEEDS_PHOTO = 1 << 0,   /* a photo is open */
  NEEDS_EDITOR = 1 << 1,  /* the photo is on the screen, not the batch page */
  NEEDS_NO_CROP = 1 << 2, /* the crop tool is not open */
  NEEDS_UNDO = 1 << 3,
  NEEDS_REDO = 1 << 4,
  NEEDS_EDITS = 1 << 5,
  NEEDS_IDLE = 1 << 6, /* this window exports nothing */
  NEEDS_EXPORT = 1 << 7,
  NEEDS_CROP = 1 << 8,
  NEEDS_PREVIOUS = 1 << 9, /* of the filmstrip's photos */
  NEEDS_NEXT = 1 << 10,
  NEEDS_MANY = 1 << 11,
} AmbActionNeeds;

#define NEEDS_VIEW (NEEDS_PHOTO | NEEDS_EDITOR)

static const struct
{
  const char *name;
  AmbActionNeeds needs;
} needs[] = {
  { "undo", NEEDS_VIEW | NEEDS_NO_CROP | NEEDS_UNDO },
  { "redo", NEEDS_VIEW | NEEDS_NO_CROP | NEEDS_REDO },
  { "reset", NEEDS_VIEW | NEEDS_NO_CROP | NEEDS_EDITS },
  { "set-param", NEEDS_PHOTO },
  { "rotate", NEEDS_VIEW | NEEDS_NO_CROP },
  { "flip-horizontal", NEEDS_VIEW | NEEDS_NO_CROP },
  { "flip-vertical", NEEDS_VIEW | NEEDS_NO_CROP },
  { "auto-light", NEEDS_VIEW | NEEDS_NO_CROP },
  { "pick-white", NEEDS_VIEW | NEEDS_NO_CROP },
  { "picking-white", NEEDS_VIEW | NEEDS_NO_CROP },
  { "zoom", NEEDS_VIEW | NEEDS_NO_CROP },
  { "zoom-in", NEEDS_VIEW | NEEDS_NO_CROP },
  { "zoom-out", NEEDS_VIEW | NEEDS_NO_CROP },
  { "compare", NEEDS_VIEW | NEEDS_NO_CROP },
  { "crop", NEEDS_VIEW },
  { "crop-apply", NEEDS_CROP },
  { "crop-cancel", NEEDS_CROP },
  { "export", NEEDS_PHOTO | NEEDS_IDLE },
  { "export-dialog", NEEDS_VIEW | NEEDS_NO_CROP | NEEDS_IDLE },
  { "cancel-export", NEEDS_EXPORT },
  { "show-panel", NEEDS_EDITOR },
  { "previous-photo", NEEDS_EDITOR | NEEDS_NO_CROP | NEEDS_PREVIOUS },
  { "next-photo", NEEDS_EDITOR | NEEDS_NO_CROP | NEEDS_NEXT },
  { "filmstrip", NEEDS_EDITOR | NEEDS_MANY },
  { "export-photos", NEEDS_EDITOR | NEEDS_NO_CROP | NEEDS_MANY },
};

static gboolean
amb_window_is_cropping (AmbWindow *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->crop_tool));
}

static AmbActionNeeds
amb_window_offers (AmbWindow *self)
{
  AmbHistory *history = self->photo != NULL ? amb_photo_get_history (self->photo) : NULL;
  const char *view = gtk_stack_get_visible_child_name (self->views);
  AmbGeometry geometry;
  AmbActionNeeds offers = NEEDS_NOTHING;

  if (self->photo != NULL && amb_photo_get_geometry (self->photo, AMB_GEOMETRY_DEFAULT, &geometry))
    offers |= NEEDS_PHOTO;
  if (g_strcmp0 (view, "editor") == 0)
    offers |= NEEDS_EDITOR;
  offers |= amb_window_is_cropping (self) ? NEEDS_CROP : NEEDS_NO_CROP;
  if (history != NULL && amb_history_get_can_undo (history))
    offers |= NEEDS_UNDO;
  if (history != NULL && amb_history_get_can_redo (history))
    offers |= NEEDS_REDO;
  if (history != NULL && !amb_recipe_is_neutral (amb_history_get_recipe (history)))
    offers |= NEEDS_EDITS;
  if (amb_window_can_switch (self, -1))
    offers |= NEEDS_PREVIOUS | NEEDS_MANY;
  if (amb_window_can_switch (self, 1))
    offers |= NEEDS_NEXT | NEEDS_MANY;
  offers |= self->export != NULL ? NEEDS_EXPORT : NEEDS_IDLE;
  return offers;
}

static void
amb_window_set_state (AmbWindow *self, const char *name, gboolean state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (state));
}

static void
amb_window_update_tooltips (AmbWindow *self)
{
  AmbHistory *history = self->photo != NULL ? amb_photo_get_history (self->photo) : NULL;
  g_autofree char *undo = history != NULL ? amb_history_undo_title (history) : NULL;
  g_autofree char *redo = history != NULL ? amb_history_redo_title (history) : NULL;
  /* Translators: %s is an edit, such as Exposure. */
  g_autofree char *undo_tip = undo != NULL ? g_strdup_printf (_("Undo %s"), undo) : NULL;
  /* Translators: %s is an edit, such as Exposure. */
  g_autofree char *redo_tip = redo != NULL ? g_strdup_printf (_("Redo %s"), redo) : NULL;

  gtk_widget_set_tooltip_text (self->undo_button, undo_tip != NULL ? undo_tip : _("Undo"));
  gtk_widget_set_tooltip_text (self->redo_button, redo_tip != NULL ? redo_tip : _("Redo"));
}

void
amb_window_update_actions (AmbWindow *self)
{
  AmbActionNeeds offers = amb_window_offers (self);

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), needs[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), (needs[i].needs & ~offers) == 0);
    }
  amb_window_set_state (self, "compare",
                        self->photo != NULL && amb_photo_get_comparing (self->photo));
  amb_window_set_state (self, "crop", amb_window_is_cropping (self));
  amb_window_set_state (self, "picking-white", amb_canvas_get_picking (self->canvas));
  amb_window_set_state (self, "fullscreen", gtk_window_is_fullscreen (GTK_WINDOW (self)));
  amb_window_set_state (self, "show-panel", adw_flap_get_reveal_flap (self->flap));
  gtk_widget_set_sensitive (self->compare_button, (NEEDS_VIEW & ~offers) == 0);
  amb_window_update_original (
      self, ((NEEDS_EDITOR | NEEDS_NO_CROP | NEEDS_IDLE) & ~offers) == 0);
  amb_window_update_tooltips (self);
  amb_window_update_strip (self, !amb_window_is_cropping (self));
}

/* The crop tool. */

static void
amb_window_open_crop (AmbWindow *self)
{
  amb_edit_panel_flush (self->panel);
  amb_window_set_compare (self, FALSE);
  amb_crop_tool_open (self->crop_tool);
  gtk_stack_set_visible_child (self->side, GTK_WIDGET (self->crop_panel));
  adw_flap_set_reveal_flap (self->flap, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->crop_tool));
  amb_window_update_actions (self);
}

void
amb_window_close_crop (AmbWindow *self, gboolean apply)
{
  AmbApplication *app = AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));

  if (!amb_window_is_cropping (self))
    return;
  amb_crop_tool_close (self->crop_tool, apply);
  gtk_stack_set_visible_child (self->side, GTK_WIDGET (self->panel));
  if (app != NULL)
    adw_flap_set_reveal_flap (
        self->flap, g_settings_get_boolean (amb_application_get_settings (app), "panel-visible"));
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  amb_window_update_actions (self);
}

static void
on_crop (GSimpleAction *action, GVariant *state, gpointer data)
{
  AmbWindow *self = data;

  if (g_variant_get_boolean (state) == amb_window_is_cropping (self))
    return;
  if (g_variant_get_boolean (state))
    amb_window_open_crop (self);
  else
    amb_window_close_crop (self, TRUE);
}

static void
on_crop_apply (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_close_crop (data, TRUE);
}

static void
on_crop_cancel (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_close_crop (data, FALSE);
}

/* Edits. */

static void
on_set_param (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GError) error = NULL;
  const char *id;

  g_variant_get (parameter, "(&sv)", &id, &value);
  if (amb_window_take_path (self, id, value))
    return;
  amb_edit_panel_flush (self->panel);
  if (!amb_photo_set_param (self->photo, id, value, &error))
    amb_window_toast (self, error->message);
}

/* Temperature and tint that make a colour of the screen (linear sRGB) grey; FALSE when none do. */
static gboolean
amb_window_find_white (AmbWindow *self, const double srgb[3], double *kelvin, double *tint)
{
  /* ITU-R BT.2087-0: linear BT.709 to BT.2020. */
  static const double to_rec2020[3][3] = {
    { 0.6274, 0.3293, 0.0433 },
    { 0.0691, 0.9195, 0.0114 },
    { 0.0164, 0.0880, 0.8956 },
  };
  AmbRecipe *shown = amb_photo_get_shown (self->photo);
  double linear[3];

  for (int c = 0; c < 3; c++)
    linear[c]
        = to_rec2020[c][0] * srgb[0] + to_rec2020[c][1] * srgb[1] + to_rec2020[c][2] * srgb[2];
  *kelvin = amb_recipe_get (shown, "white-balance.temperature");
  *tint = amb_recipe_get (shown, "white-balance.tint");
  return amb_white_point_pick (linear, kelvin, tint);
}

/* The place, in fractions of what is shown, becomes grey. */
static void
on_pick_white (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;
  double x, y, colour[3], kelvin, tint;

  g_variant_get (parameter, "(dd)", &x, &y);
  if (!amb_canvas_sample (self->canvas, x, y, colour))
    {
      amb_window_toast (self, _("There is nothing of the photo on the screen there yet."));
      return;
    }
  if (!amb_window_find_white (self, colour, &kelvin, &tint))
    {
      amb_window_toast (self, _("This place is too dark to be made grey; pick a brighter one."));
      return;
    }
  amb_edit_panel_flush (self->panel);
  amb_photo_begin_gesture (self->photo);
  amb_photo_set_number (self->photo, "white-balance.temperature", round (kelvin));
  amb_photo_set_number (self->photo, "white-balance.tint", round (tint));
  amb_photo_end_gesture (self->photo);
}

/* A click on the canvas. */
static void
amb_window_picked (AmbWindow *self, double x, double y)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "pick-white",
                                  g_variant_new ("(dd)", x, y));
}

static void
on_picking_white (GSimpleAction *action, GVariant *state, gpointer data)
{
  AmbWindow *self = data;

  amb_canvas_set_picking (self->canvas, g_variant_get_boolean (state));
  amb_window_update_actions (self);
}

static void
on_auto_light (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_find_light (data);
}

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;

  amb_edit_panel_flush (self->panel);
  amb_history_undo (amb_photo_get_history (self->photo));
}

static void
on_redo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;

  amb_edit_panel_flush (self->panel);
  amb_history_redo (amb_photo_get_history (self->photo));
}

static void
on_reset (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;
  g_autoptr (AmbRecipe) neutral = amb_recipe_new ();

  amb_edit_panel_flush (self->panel);
  amb_photo_push (self->photo, neutral);
}

static void
on_rotate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;
  int degrees = g_variant_get_int32 (parameter);
  g_autoptr (AmbRecipe) turned = NULL;

  if (degrees % 90 != 0)
    {
      amb_window_toast (
          self, _("Photos turn by 90, 180 or 270 degrees; for other angles there is Straighten."));
      return;
    }
  amb_edit_panel_flush (self->panel);
  turned = amb_recipe_rotated (amb_photo_get_recipe (self->photo), degrees / 90);
  amb_photo_push (self->photo, turned);
}

static void
amb_window_mirror (AmbWindow *self, AmbMirror mirror)
{
  g_autoptr (AmbRecipe) mirrored = NULL;

  amb_edit_panel_flush (self->panel);
  mirrored = amb_recipe_mirrored (amb_photo_get_recipe (self->photo), mirror);
  amb_photo_push (self->photo, mirrored);
}

static void
on_flip_horizontal (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_mirror (data, AMB_MIRROR_HORIZONTAL);
}

static void
on_flip_vertical (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_mirror (data, AMB_MIRROR_VERTICAL);
}

/* What is seen. */

static void
on_zoom (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;

  amb_canvas_zoom_to (self->canvas, g_variant_get_double (parameter));
}

static void
on_zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_canvas_zoom_step (AMB_WINDOW (data)->canvas, TRUE);
}

static void
on_zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_canvas_zoom_step (AMB_WINDOW (data)->canvas, FALSE);
}

void
amb_window_set_compare (AmbWindow *self, gboolean compare)
{
  if (self->photo == NULL || amb_window_is_cropping (self))
    return;
  amb_photo_set_comparing (self->photo, compare);
}

static void
on_compare (GSimpleAction *action, GVariant *state, gpointer data)
{
  amb_window_set_compare (data, g_variant_get_boolean (state));
}

static void
on_fullscreen (GSimpleAction *action, GVariant *state, gpointer data)
{
  if (g_variant_get_boolean (state))
    gtk_window_fullscreen (GTK_WINDOW (data));
  else
    gtk_window_unfullscreen (GTK_WINDOW (data));
}

static void
on_show_panel (GSimpleAction *action, GVariant *state, gpointer data)
{
  AmbWindow *self = data;
  AmbApplication *app = AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));

  g_settings_set_boolean (amb_application_get_settings (app), "panel-visible",
                          g_variant_get_boolean (state));
  adw_flap_set_reveal_flap (self->flap, g_variant_get_boolean (state));
  amb_window_update_actions (self);
}

static void
on_show_batch (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;
  AmbApplication *app = AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autoptr (AmbBatch) batch = NULL;

  if (self->batch_page == NULL)
    batch = amb_batch_keeper_get_unseen (amb_application_get_keeper (app));
  if (self->batch_page == NULL && batch == NULL)
    batch = amb_application_new_batch (app);
  amb_window_close_crop (self, FALSE);
  amb_window_show_batch (self, batch);
}

static void
on_show_photo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;

  gtk_stack_set_visible_child_name (self->views, "editor");
  amb_window_update_actions (self);
}

/* Files. */

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_choose_file (data);
}

static void
on_paste (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_paste (data);
}

static void
on_go_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_go_back (data);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GVariant) settings = NULL;
  const char *target;

  g_variant_get (parameter, "(&s@a{sv})", &target, &settings);
  amb_window_export (data, target, settings);
}

static void
on_export_dialog (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_export_dialog_present (data);
}

static void
on_cancel_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_window_cancel_export (data);
}

static void
amb_window_make_help_overlay (GtkApplicationWindow *window)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/io/github/ambrotype/Ambrotype/help-overlay.ui");
  GObject *overlay = gtk_builder_get_object (builder, "help_overlay");

  gtk_application_window_set_help_overlay (window, GTK_SHORTCUTS_WINDOW (overlay));
}

/* GTK would make one for every new window if the resource were where it looks for it. */
static void
on_show_help_overlay (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (gtk_application_window_get_help_overlay (data) == NULL)
    amb_window_make_help_overlay (data);
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (data)));
}

static void
on_close (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_close (GTK_WINDOW (data));
}

static const GActionEntry actions[] = {
  { .name = "open", .activate = on_open },
  { .name = "paste", .activate = on_paste },
  { .name = "go-back", .activate = on_go_back },
  { .name = "export", .activate = on_export, .parameter_type = "(sa{sv})" },
  { .name = "export-dialog", .activate = on_export_dialog },
  { .name = "cancel-export", .activate = on_cancel_export },
  { .name = "set-param", .activate = on_set_param, .parameter_type = "(sv)" },
  { .name = "undo", .activate = on_undo },
  { .name = "redo", .activate = on_redo },
  { .name = "reset", .activate = on_reset },
  { .name = "rotate", .activate = on_rotate, .parameter_type = "i" },
  { .name = "flip-horizontal", .activate = on_flip_horizontal },
  { .name = "flip-vertical", .activate = on_flip_vertical },
  { .name = "crop", .state = "false", .change_state = on_crop },
  { .name = "crop-apply", .activate = on_crop_apply },
  { .name = "crop-cancel", .activate = on_crop_cancel },
  { .name = "compare", .state = "false", .change_state = on_compare },
  { .name = "auto-light", .activate = on_auto_light },
  { .name = "pick-white", .activate = on_pick_white, .parameter_type = "(dd)" },
  { .name = "picking-white", .state = "false", .change_state = on_picking_white },
  { .name = "zoom", .activate = on_zoom, .parameter_type = "d" },
  { .name = "zoom-in", .activate = on_zoom_in },
  { .name = "zoom-out", .activate = on_zoom_out },
  { .name = "fullscreen", .state = "false", .change_state = on_fullscreen },
  { .name = "show-panel", .state = "true", .change_state = on_show_panel },
  { .name = "show-batch", .activate = on_show_batch },
  { .name = "show-photo", .activate = on_show_photo },
  { .name = "show-help-overlay", .activate = on_show_help_overlay },
  { .name = "close", .activate = on_close },
};

void
amb_window_add_actions (AmbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  amb_window_add_original_actions (self);
  amb_window_add_strip_actions (self);
  g_signal_connect_swapped (self->canvas, "picked", G_CALLBACK (amb_window_picked), self);
  g_signal_connect_swapped (self->canvas, "notify::picking", G_CALLBACK (amb_window_update_actions),
                            self);
}

static const struct
{
  const char *action; /* detailed */
  const char *keys[4];
} shortcuts[] = {
  { "win.open", { "<Control>o" } },
  { "win.paste", { "<Control>v" } },
  { "win.export-dialog", { "<Control>e" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.reset", { "<Control><Shift>r" } },
  { "win.rotate(90)", { "<Control>r", "<Control>bracketright" } },
  { "win.rotate(-90)", { "<Control>bracketleft" } },
  { "win.flip-horizontal", { "<Control>h" } },
  { "win.flip-vertical", { "<Control><Shift>h" } },
  { "win.crop", { "<Control>k" } },
  { "win.picking-white", { "<Control>i" } },
  { "win.auto-light", { "<Control>u" } },
  { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
  { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
  { "win.zoom(0.0)", { "<Control>0", "<Control>KP_0" } },
  { "win.zoom(1.0)", { "<Control>1", "<Control>KP_1" } },
  { "win.zoom(2.0)", { "<Control>2", "<Control>KP_2" } },
  { "win.fullscreen", { "F11" } },
  { "win.show-panel", { "F9" } },
  { "win.filmstrip", { "F8" } },
  { "win.previous-photo", { "<Alt>Left" } },
  { "win.next-photo", { "<Alt>Right" } },
  { "win.show-batch", { "<Control>b" } },
  { "win.close", { "<Control>w" } },
};

void
amb_window_add_shortcuts (GtkApplication *app)
{
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (app, shortcuts[i].action, shortcuts[i].keys);
}
