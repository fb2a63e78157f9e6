/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The edit panel: a section, a row and a reset for everything the operations declare.
 *
 * DESIGN. Nothing here names an operation, except where one has a tool of its own (see
 * op_tools). A row is a widget with a "value" property; the table row_makers says which one shows
 * which type of parameter. Values flow one way: a row changes the photo's history, and its
 * notification sets every row. An operation of many rows is folded; its rows are made when it is
 * unfolded for the first time, so that they cost nothing until somebody wants them. */
#include "amb-edit-panel.h"

#include <glib/gi18n-lib.h>

#include "amb-boolean-row.h"
#include "amb-curve-row.h"
#include "amb-file-row.h"
#include "amb-number-row.h"

enum
{
  KEYS_ONE_STEP_MS = 600, /* key presses closer than this are one step of the history */
  MOST_ROWS_UNFOLDED = 6,
};

/* Beside an operation's title. */
static const struct
{
  const char *op, *action, *icon;
  const char *title; /* N_() */
} op_tools[] = {
  { "white-balance", "win.picking-white", "color-select-symbolic",
    N_("Pick a Grey in the Photo") },
};

/* Beside a section's title. */
static const struct
{
  AmbSection section;
  const char *action, *icon;
  const char *title; /* N_() */
} section_tools[] = {
  { AMB_SECTION_LIGHT, "win.auto-light", "amb-auto-light-symbolic", N_("Auto Light") },
};

typedef struct
{
  AmbEditPanel *panel;
  char *id; /* full id */
  AmbParamType type;
  GtkWidget *widget; /* in the widget tree */
} AmbRow;

typedef struct
{
  AmbEditPanel *panel;
  const AmbOperation *op;
  guint first;       /* parameter */
  GtkWidget *widget; /* in the widget tree; GtkExpander */
} AmbFold;

struct _AmbEditPanel
{
  GtkWidget parent_instance;

  GtkBox *sections;
  GtkSizeGroup *labels;
  GtkSizeGroup *values;
  GtkWidget *resets[AMB_N_SECTIONS]; /* in the widget tree */

  AmbPhoto *photo;  /* nullable */
  GPtrArray *rows;  /* AmbRow */
  GPtrArray *folds; /* AmbFold */
  gboolean showing;
  gboolean dragging;
  const AmbRow *stepping; /* the row whose key presses are being gathered */
  guint step_end;
  AmbSection next; /* to be built */
  guint building;  /* source */
};

G_DEFINE_FINAL_TYPE (AmbEditPanel, amb_edit_panel, GTK_TYPE_WIDGET)

static void
amb_row_free (gpointer data)
{
  AmbRow *row = data;

  g_free (row->id);
  g_free (row);
}

/* recipe with everything of section back at its default, what has no row (a crop) included. */
static AmbRecipe *
amb_edit_panel_without (AmbRecipe *recipe, AmbSection section)
{
  const AmbOperation *const *operations = amb_operations_list ();
  AmbRecipe *result = amb_recipe_ref (recipe);

  for (guint i = 0; operations[i] != NULL; i++)
    for (guint j = 0; operations[i]->section == section && j < operations[i]->n_params; j++)
      {
        const AmbParam *param = &operations[i]->params[j];
        g_autofree char *id = amb_operation_param_id (operations[i], param);
        AmbRecipe *next = amb_recipe_with_number (result, id, param->neutral);

        amb_recipe_unref (result);
        result = next;
      }
  return result;
}

static void
amb_edit_panel_show_resets (AmbEditPanel *self, AmbRecipe *recipe)
{
  for (AmbSection section = 0; section < AMB_N_SECTIONS; section++)
    {
      g_autoptr (AmbRecipe) without = amb_edit_panel_without (recipe, section);

      if (self->resets[section] != NULL)
        gtk_widget_set_visible (self->resets[section], !amb_recipe_equal (recipe, without));
    }
}

/* A folded operation that does something says so. */
static void
amb_edit_panel_show_folds (AmbEditPanel *self, AmbRecipe *recipe)
{
  for (guint i = 0; i < self->folds->len; i++)
    {
      const AmbFold *fold = g_ptr_array_index (self->folds, i);
      double values[AMB_MAX_PARAMS];

      amb_recipe_get_values (recipe, fold->op, values);
      if (amb_operation_is_neutral (fold->op, values))
        gtk_widget_remove_css_class (fold->widget, "changed");
      else
        gtk_widget_add_css_class (fold->widget, "changed");
    }
}

/* The row's value is the parameter's as a variant, and no number. */
static gboolean
amb_edit_panel_is_variant (const AmbRow *row)
{
  return row->type == AMB_PARAM_CURVE || row->type == AMB_PARAM_FILE;
}

static void
amb_edit_panel_show (AmbEditPanel *self)
{
  AmbRecipe *recipe;

  if (self->photo == NULL)
    return;
  recipe = amb_photo_get_recipe (self->photo);
  self->showing = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const AmbRow *row = g_ptr_array_index (self->rows, i);

      if (amb_edit_panel_is_variant (row))
        g_object_set (row->widget, "value", amb_recipe_get_variant (recipe, row->id), NULL);
      else
        g_object_set (row->widget, "value", amb_recipe_get (recipe, row->id), NULL);
    }
  self->showing = FALSE;
  amb_edit_panel_show_folds (self, recipe);
  amb_edit_panel_show_resets (self, recipe);
}

void
amb_edit_panel_flush (AmbEditPanel *self)
{
  g_clear_handle_id (&self->step_end, g_source_remove);
  if (self->stepping == NULL)
    return;
  self->stepping = NULL;
  if (self->photo != NULL)
    amb_photo_end_gesture (self->photo);
}

static gboolean
amb_edit_panel_step_ended (gpointer data)
{
  AmbEditPanel *self = data;

  self->step_end = 0;
  amb_edit_panel_flush (self);
  return G_SOURCE_REMOVE;
}

/* A value that came without a drag: keys, typing, a screen reader. */
static void
amb_edit_panel_gather (AmbEditPanel *self, const AmbRow *row)
{
  if (self->stepping != row)
    {
      amb_edit_panel_flush (self);
      self->stepping = row;
      amb_photo_begin_gesture (self->photo);
    }
  g_clear_handle_id (&self->step_end, g_source_remove);
  self->step_end = g_timeout_add (KEYS_ONE_STEP_MS, amb_edit_panel_step_ended, self);
}

static void
amb_edit_panel_row_changed (GtkWidget *widget, GParamSpec *pspec, AmbRow *row)
{
  AmbEditPanel *self = row->panel;
  g_auto (GValue) value = G_VALUE_INIT;

  if (self->showing || self->photo == NULL)
    return;
  if (!self->dragging)
    amb_edit_panel_gather (self, row);
  g_object_get_property (G_OBJECT (widget), "value", &value);
  if (amb_edit_panel_is_variant (row))
    amb_photo_set_param (self->photo, row->id, g_value_get_variant (&value), NULL);
  else
    amb_photo_set_number (self->photo, row->id, g_value_get_double (&value));
}

static void
amb_edit_panel_gesture_begin (AmbEditPanel *self)
{
  amb_edit_panel_flush (self);
  self->dragging = TRUE;
  if (self->photo != NULL)
    amb_photo_begin_gesture (self->photo);
}

static void
amb_edit_panel_gesture_end (AmbEditPanel *self)
{
  self->dragging = FALSE;
  if (self->photo != NULL)
    amb_photo_end_gesture (self->photo);
}

static void
amb_edit_panel_reset_section (AmbEditPanel *self, GtkWidget *button)
{
  if (self->photo == NULL)
    return;
  amb_edit_panel_flush (self);
  for (AmbSection section = 0; section < AMB_N_SECTIONS; section++)
    if (self->resets[section] == button)
      {
        AmbRecipe *recipe = amb_photo_get_recipe (self->photo);
        g_autoptr (AmbRecipe) without = amb_edit_panel_without (recipe, section);

        amb_photo_push (self->photo, without);
      }
}

static GtkWidget *
amb_edit_panel_watch_gestures (AmbEditPanel *self, GtkWidget *row)
{
  g_signal_connect_swapped (row, "gesture-begin", G_CALLBACK (amb_edit_panel_gesture_begin), self);
  g_signal_connect_swapped (row, "gesture-end", G_CALLBACK (amb_edit_panel_gesture_end), self);
  return row;
}

static GtkWidget *
amb_edit_panel_make_number (AmbEditPanel *self, const AmbParam *param, const char *title)
{
  return amb_edit_panel_watch_gestures (
      self, amb_number_row_new (param, title, self->labels, self->values));
}

static GtkWidget *
amb_edit_panel_make_curve (AmbEditPanel *self, const AmbParam *param, const char *title)
{
  return amb_edit_panel_watch_gestures (self, amb_curve_row_new (param, title));
}

static GtkWidget *
amb_edit_panel_make_file (AmbEditPanel *self, const AmbParam *param, const char *title)
{
  return amb_file_row_new (param, title, self->labels);
}

/* The window takes the file in, and then sets the parameter. */
static void
amb_edit_panel_file_chosen (GtkWidget *widget, GFile *file, AmbRow *row)
{
  g_autofree char *uri = g_file_get_uri (file);

  gtk_widget_activate_action (widget, "win.set-param", "(sv)", row->id, g_variant_new_string (uri));
}

static GtkWidget *
amb_edit_panel_make_boolean (AmbEditPanel *self, const AmbParam *param, const char *title)
{
  return amb_boolean_row_new (param, title, NULL);
}

static GtkWidget *(*const row_makers[]) (AmbEditPanel *, const AmbParam *, const char *) = {
  [AMB_PARAM_NUMBER] = amb_edit_panel_make_number,
  [AMB_PARAM_INTEGER] = amb_edit_panel_make_number,
  [AMB_PARAM_BOOLEAN] = amb_edit_panel_make_boolean,
  [AMB_PARAM_CURVE] = amb_edit_panel_make_curve,
  [AMB_PARAM_FILE] = amb_edit_panel_make_file,
};

static gboolean
amb_edit_panel_has_row (const AmbOperation *op, const AmbParam *param)
{
  return !(param->flags & AMB_PARAM_HIDDEN);
}

static guint
amb_edit_panel_count_rows (const AmbOperation *op)
{
  guint count = 0;

  for (guint i = 0; i < op->n_params; i++)
    count += amb_edit_panel_has_row (op, &op->params[i]) ? 1 : 0;
  return count;
}

static void
amb_edit_panel_add_row (AmbEditPanel *self,
                        GtkBox *box,
                        const AmbOperation *op,
                        const AmbParam *param,
                        const char *title)
{
  AmbRow *row = g_new0 (AmbRow, 1);

  row->panel = self;
  row->id = amb_operation_param_id (op, param);
  row->type = param->type;
  row->widget = row_makers[param->type](self, param, title);
  g_ptr_array_add (self->rows, row);
  gtk_widget_add_css_class (row->widget, op->id);
  g_signal_connect (row->widget, "notify::value", G_CALLBACK (amb_edit_panel_row_changed), row);
  if (param->type == AMB_PARAM_FILE)
    g_signal_connect (row->widget, "chosen", G_CALLBACK (amb_edit_panel_file_chosen), row);
  gtk_box_append (box, row->widget);
}

static void
amb_edit_panel_add_line (GtkBox *box, const char *title, const char *help)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "operation");
  gtk_widget_set_tooltip_text (label, help);
  gtk_box_append (box, label);
}

/* The rows of op from parameter first on, with a line above each group; none where the fold is
 * called like the group. */
static void
amb_edit_panel_add_rows (AmbEditPanel *self, GtkBox *box, const AmbOperation *op, guint first)
{
  const char *group = first > 0 ? op->params[first].group : NULL;

  for (guint i = first; i < op->n_params; i++)
    {
      const AmbParam *param = &op->params[i];

      if (!amb_edit_panel_has_row (op, param))
        continue;
      if (param->group != NULL && g_strcmp0 (param->group, group) != 0)
        amb_edit_panel_add_line (box, _(param->group), NULL);
      group = param->group;
      amb_edit_panel_add_row (self, box, op, param, _(param->title));
    }
}

static void
amb_edit_panel_unfold (GtkExpander *expander, GParamSpec *pspec, AmbFold *fold)
{
  GtkWidget *box;

  if (gtk_expander_get_child (expander) != NULL)
    return;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  amb_edit_panel_add_rows (fold->panel, GTK_BOX (box), fold->op, fold->first);
  gtk_expander_set_child (expander, box);
  amb_edit_panel_show (fold->panel);
}

/* A switch for all of an operation stays in sight above its fold. */
static void
amb_edit_panel_add_fold (AmbEditPanel *self, GtkBox *box, const AmbOperation *op)
{
  AmbFold *fold = g_new0 (AmbFold, 1);
  const char *title = op->title;

  fold->panel = self;
  fold->op = op;
  if (op->params[0].type == AMB_PARAM_BOOLEAN && op->params[0].group == NULL
      && op->params[1].group != NULL)
    {
      amb_edit_panel_add_row (self, box, op, &op->params[0], _(op->title));
      fold->first = 1;
      title = op->params[1].group;
    }
  fold->widget = gtk_expander_new (_(title));
  gtk_widget_add_css_class (fold->widget, "fold");
  gtk_accessible_update_property (GTK_ACCESSIBLE (fold->widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(title), -1);
  gtk_widget_set_tooltip_text (gtk_expander_get_label_widget (GTK_EXPANDER (fold->widget)),
                               op->help != NULL ? _(op->help) : NULL);
  g_ptr_array_add (self->folds, fold);
  g_signal_connect (fold->widget, "notify::expanded", G_CALLBACK (amb_edit_panel_unfold), fold);
  gtk_box_append (box, fold->widget);
}

static GtkWidget *
amb_edit_panel_dress_tool (GtkWidget *button,
                           const char *action,
                           const char *icon,
                           const char *title)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  return button;
}

static void
amb_edit_panel_add_title (GtkBox *box, const AmbOperation *op)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  amb_edit_panel_add_line (GTK_BOX (line), _(op->title), op->help != NULL ? _(op->help) : NULL);
  gtk_widget_set_hexpand (gtk_widget_get_first_child (line), TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (op_tools); i++)
    if (strcmp (op_tools[i].op, op->id) == 0)
      gtk_box_append (GTK_BOX (line),
                      amb_edit_panel_dress_tool (gtk_toggle_button_new (), op_tools[i].action,
                                                 op_tools[i].icon, _(op_tools[i].title)));
  gtk_box_append (box, line);
}

/* An operation of one row is called by its own title; one of several gets a line with its title
 * above them; one of many is folded. */
static void
amb_edit_panel_add_operation (AmbEditPanel *self, GtkBox *box, const AmbOperation *op)
{
  guint count = amb_edit_panel_count_rows (op);

  if (count > MOST_ROWS_UNFOLDED)
    {
      amb_edit_panel_add_fold (self, box, op);
      return;
    }
  if (count > 1)
    amb_edit_panel_add_title (box, op);
  for (guint i = 0; i < op->n_params; i++)
    if (amb_edit_panel_has_row (op, &op->params[i]))
      amb_edit_panel_add_row (self, box, op, &op->params[i],
                              count > 1 ? _(op->params[i].title) : _(op->title));
}

static GtkWidget *
amb_edit_panel_make_reset (AmbEditPanel *self, const char *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  /* Translators: %s is a section of the panel, such as Light. */
  g_autofree char *label = g_strdup_printf (_("Reset %s"), title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_visible (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (amb_edit_panel_reset_section), self);
  return button;
}

static void
amb_edit_panel_add_tools (GtkBox *header, AmbSection section)
{
  for (gsize i = 0; i < G_N_ELEMENTS (section_tools); i++)
    if (section_tools[i].section == section)
      gtk_box_append (header, amb_edit_panel_dress_tool (gtk_button_new (), section_tools[i].action,
                                                         section_tools[i].icon,
                                                         _(section_tools[i].title)));
}

static GtkBox *
amb_edit_panel_add_section (AmbEditPanel *self, AmbSection section)
{
  const char *title = amb_section_title (section);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (title);

  gtk_widget_add_css_class (box, "section");
  gtk_widget_add_css_class (header, "header");
  gtk_widget_add_css_class (label, "heading");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  self->resets[section] = amb_edit_panel_make_reset (self, title);
  gtk_box_append (GTK_BOX (header), label);
  gtk_box_append (GTK_BOX (header), self->resets[section]);
  amb_edit_panel_add_tools (GTK_BOX (header), section);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (self->sections, box);
  return GTK_BOX (box);
}

static void
amb_edit_panel_build_section (AmbEditPanel *self, AmbSection section)
{
  const AmbOperation *const *operations = amb_operations_list ();
  GtkBox *box = NULL;

  for (guint i = 0; operations[i] != NULL; i++)
    if (operations[i]->section == section && amb_edit_panel_count_rows (operations[i]) > 0)
      {
        box = box != NULL ? box : amb_edit_panel_add_section (self, section);
        amb_edit_panel_add_operation (self, box, operations[i]);
      }
}

/* A section in each turn of the loop, all before the window is drawn. */
static gboolean
amb_edit_panel_build (gpointer data)
{
  AmbEditPanel *self = data;

  amb_edit_panel_build_section (self, self->next++);
  amb_edit_panel_show (self);
  self->building = self->next < AMB_N_SECTIONS ? self->building : 0;
  return self->building != 0;
}

void
amb_edit_panel_set_photo (AmbEditPanel *self, AmbPhoto *photo)
{
  if (self->photo == photo)
    return;
  amb_edit_panel_flush (self);
  if (self->photo != NULL)
    g_signal_handlers_disconnect_by_data (amb_photo_get_history (self->photo), self);
  g_set_object (&self->photo, photo);
  gtk_widget_set_sensitive (GTK_WIDGET (self), photo != NULL);
  if (photo == NULL)
    return;
  g_signal_connect_swapped (amb_photo_get_history (photo), "notify::recipe",
                            G_CALLBACK (amb_edit_panel_show), self);
  amb_edit_panel_show (self);
}

static void
amb_edit_panel_dispose (GObject *object)
{
  AmbEditPanel *self = AMB_EDIT_PANEL (object);
  GtkWidget *child;

  g_clear_handle_id (&self->building, g_source_remove);
  amb_edit_panel_set_photo (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (amb_edit_panel_parent_class)->dispose (object);
}

static void
amb_edit_panel_finalize (GObject *object)
{
  g_ptr_array_unref (AMB_EDIT_PANEL (object)->rows);
  g_ptr_array_unref (AMB_EDIT_PANEL (object)->folds);
  G_OBJECT_CLASS (amb_edit_panel_parent_class)->finalize (object);
}

static void
amb_edit_panel_class_init (AmbEditPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = amb_edit_panel_dispose;
  object_class->finalize = amb_edit_panel_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-edit-panel.ui");
  gtk_widget_class_set_css_name (widget_class, "editpanel");
  gtk_widget_class_bind_template_child (widget_class, AmbEditPanel, sections);
  gtk_widget_class_bind_template_child (widget_class, AmbEditPanel, labels);
  gtk_widget_class_bind_template_child (widget_class, AmbEditPanel, values);
}

static void
amb_edit_panel_init (AmbEditPanel *self)
{
  self->rows = g_ptr_array_new_with_free_func (amb_row_free);
  self->folds = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  self->building = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, amb_edit_panel_build, self, NULL);
}
