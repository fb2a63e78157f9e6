/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything is kept in the export choices; the widget holds no state of its own but which output
 * it shows. */
#include "amb-export-options.h"

#include <glib/gi18n-lib.h>
#include "amb-codec.h"
#include "amb-export-look.h"
#include "amb-name-example.h"
#include "amb-name-row.h"
#include "amb-output-editor.h"
#include "amb-outputs-group.h"
#include "amb-preset-row.h"
#include "amb-size-group.h"
#include "amb-watermark-row.h"

enum
{
  LATER_MS = 30, /* between two groups of rows */
  NAME_LINES = 3,
};

struct _AmbExportOptions
{
  GtkBox parent_instance;

  AmbApplication *app;
  AmbExportChoices *choices;
  AmbOutputEditor *editor;
  AmbExportOptionsFlags flags;
  AmbNameExample *example; /* nullable */
  AmbBatch *batch;         /* whose names are shown; nullable */
  AmbExportLook *look;
  GArray *formats;               /* AmbOutputChoice */
  GtkFileChooserNative *chooser; /* while it is open */
  gboolean showing;
  GPtrArray *later; /* GtkWidget, borrowed: groups that are not shown yet, the last one first */
  guint later_source;

  AmbPresetRow *preset_row;
  AmbOutputsGroup *outputs_group;
  AdwComboRow *format_row;
  AdwActionRow *quality_row;
  GtkSpinButton *quality_button;
  AmbSizeGroup *size_group;
  GtkWidget *destination_group;
  GtkWidget *more_group;
  AdwActionRow *folder_row;
  AdwEntryRow *subfolder_row;
  AmbNameRow *name_row;
  AdwActionRow *preview_row;
  AdwComboRow *conflict_row;
  AdwExpanderRow *color_row;
  AdwComboRow *profile_row;
  AdwComboRow *depth_row;
  AdwComboRow *sharpen_row;
  AdwExpanderRow *metadata_row;
  AdwComboRow *policy_row;
  AdwEntryRow *copyright_row;
  AmbWatermarkRow *watermark_row;
  AdwExpanderRow *edits_row;
  AdwComboRow *mode_row;
  AdwActionRow *look_row;
  GtkWidget *look_clear_button;
  AdwExpanderRow *encoding_row;
  AdwComboRow *subsampling_row;
  GtkWidget *progressive_row;
  GtkSwitch *progressive_switch;
  GtkWidget *optimize_row;
  GtkSwitch *optimize_switch;
  GtkWidget *lossless_row;
  GtkSwitch *lossless_switch;
  AdwExpanderRow *files_row;
  AdwComboRow *folders_row;
  GtkSwitch *mtime_switch;
  GtkSwitch *open_switch;
  GtkWidget *add_button;
};

G_DEFINE_FINAL_TYPE (AmbExportOptions, amb_export_options, GTK_TYPE_BOX)

static const AmbOutputChoice policies[] = {
  { "keep", N_("Keep All") },
  { "strip-location", N_("Remove the Place") },
  { "strip-serials", N_("Remove Serial Numbers") },
  { "strip-location,strip-serials", N_("Remove Place and Serial Numbers") },
  { "strip", N_("Remove All") },
};

static const AmbOutputChoice profiles[] = {
  { "srgb", N_("sRGB") },           { "p3", N_("Display P3") },
  { "adobergb", N_("Adobe RGB") },  { "prophoto", N_("ProPhoto RGB") },
  { "source", N_("As the Photo") },
};

static const AmbOutputChoice depths[] = {
  { "0", N_("As the Photo") },
  { "8", N_("8 Bits") },
  { "16", N_("16 Bits") },
};

static const AmbOutputChoice subsamplings[] = {
  { "auto", N_("Automatic") },
  { "4:4:4", N_("Full (4:4:4)") },
  { "4:2:2", N_("Half (4:2:2)") },
  { "4:2:0", N_("Quarter (4:2:0)") },
};

static const AmbOutputChoice sharpenings[] = {
  { "none", N_("None") },
  { "low", N_("Low") },
  { "standard", N_("Standard") },
  { "high", N_("High") },
};

static const AmbOutputChoice conflicts[] = {
  { "rename", N_("Keep Both") },
  { "skip", N_("Skip") },
  { "replace", N_("Replace") },
};

static const AmbOutputChoice folders[] = {
  { "keep", N_("As They Are") },
  { "flat", N_("All Files in One") },
};

static const AmbOutputChoice modes[] = {
  { "on-top", N_("Kept") },
  { "instead", N_("Left Out") },
};

/* The rows that are one word of one setting. */
static const struct
{
  gsize row; /* offset of the AdwComboRow */
  const char *key;
  const AmbOutputChoice *choices;
  guint n_choices;
} choice_rows[] = {
#define ROW(row, key, choices)                                                                     \
  {                                                                                                \
    G_STRUCT_OFFSET (AmbExportOptions, row), key, choices, G_N_ELEMENTS (choices)                  \
  }
  ROW (policy_row, "metadata", policies),
  ROW (profile_row, "profile", profiles),
  ROW (depth_row, "depth", depths),
  ROW (subsampling_row, "subsampling", subsamplings),
  ROW (sharpen_row, "output-sharpen", sharpenings),
  ROW (conflict_row, "on-conflict", conflicts),
  ROW (folders_row, "folders", folders),
  ROW (mode_row, "recipe-mode", modes),
#undef ROW
};

/* What is shown */

/* Rows that mean nothing to the format wait for another. "As the photo" may be any format. */
static void
show_format (AmbExportOptions *self, const AmbExportSettings *settings)
{
  const AmbCodec *codec = amb_codecs_find (settings->format);
  const gboolean any = codec == NULL;
  const gboolean jpeg = any || g_str_equal (settings->format, "jpeg");
  const gboolean webp = any || g_str_equal (settings->format, "webp");
  const gboolean deep = any || (codec->flags & AMB_CODEC_WRITES_16) != 0;
  const gboolean optimizable = jpeg || g_str_equal (settings->format, "png");
  gtk_widget_set_visible (GTK_WIDGET (self->quality_row), jpeg || webp);
  gtk_widget_set_sensitive (GTK_WIDGET (self->depth_row), deep);
  gtk_widget_set_sensitive (GTK_WIDGET (self->subsampling_row), jpeg);
  gtk_widget_set_sensitive (self->progressive_row, jpeg);
  gtk_widget_set_sensitive (self->optimize_row, optimizable);
  gtk_widget_set_sensitive (self->lossless_row, webp);
}

static const char *
selected_title (AdwComboRow *row)
{
  gpointer item = adw_combo_row_get_selected_item (row);
  return item != NULL ? gtk_string_object_get_string (GTK_STRING_OBJECT (item)) : "";
}

/* The choice, or what is switched on. */
static void
show_encoding (AmbExportOptions *self)
{
  const struct
  {
    GtkSwitch *button;
    GtkWidget *row;
  } switches[] = {
    { self->progressive_switch, self->progressive_row },
    { self->optimize_switch, self->optimize_row },
    { self->lossless_switch, self->lossless_row },
  };
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (gtk_switch_get_active (switches[i].button) && gtk_widget_get_sensitive (switches[i].row))
      g_string_append_printf (
          text, "%s%s", text->len > 0 ? _(", ") : "",
          adw_preferences_row_get_title (ADW_PREFERENCES_ROW (switches[i].row)));
  adw_expander_row_set_subtitle (
      self->encoding_row, text->len > 0 ? text->str : selected_title (self->subsampling_row));
}

/* What folded rows hold. */
static void
show_subtitles (AmbExportOptions *self, const AmbExportSettings *settings)
{
  gboolean sharpened = settings->form.sharpen != AMB_SHARPEN_NONE;
  gboolean has_look = !amb_recipe_is_neutral (settings->recipe);
  g_autofree char *colors
      = sharpened ? g_strdup_printf (_("%s, sharpened"), selected_title (self->profile_row))
                  : g_strdup (selected_title (self->profile_row));
  adw_expander_row_set_subtitle (self->color_row, colors);
  adw_expander_row_set_subtitle (self->metadata_row, selected_title (self->policy_row));
  if ((self->flags & AMB_EXPORT_OPTIONS_BATCH) != 0)
    adw_expander_row_set_subtitle (self->files_row, selected_title (self->folders_row));
  show_encoding (self);
  adw_expander_row_set_subtitle (
      self->edits_row,
      settings->recipe_mode == AMB_RECIPE_ON_TOP
          ? (has_look ? _("Each photo’s own, and a look on top") : _("Each photo’s own"))
          : (has_look ? _("A look instead of each photo’s own") : _("None")));
}

static void
show_look (AmbExportOptions *self, const AmbExportSettings *settings)
{
  g_autofree char *words = amb_export_look_describe (settings->recipe);
  adw_action_row_set_subtitle (self->look_row, words);
  gtk_widget_set_visible (self->look_clear_button, !amb_recipe_is_neutral (settings->recipe));
}

static void
show_folder (AmbExportOptions *self, const AmbExportSettings *settings)
{
  gboolean is_first = amb_output_editor_get_index (self->editor) == 0;
  g_autofree char *name = g_filename_display_name (settings->output);
  g_autofree char *subfolder = amb_export_choices_get_subfolder (
      self->choices, amb_output_editor_get_index (self->editor));
  gtk_widget_set_visible (GTK_WIDGET (self->folder_row), is_first);
  gtk_widget_set_visible (GTK_WIDGET (self->subfolder_row), !is_first);
  gtk_widget_set_visible (GTK_WIDGET (self->conflict_row), is_first);
  adw_action_row_set_subtitle (self->folder_row, name);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self->folder_row)), name) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->folder_row), name);
  if (!is_first
      && !g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->subfolder_row)), subfolder))
    gtk_editable_set_text (GTK_EDITABLE (self->subfolder_row), subfolder);
}

static void
ask_names (AmbExportOptions *self)
{
  if (self->example != NULL)
    amb_name_example_ask (self->example, self->batch, amb_output_editor_get (self->editor));
}

static void
show_names (AmbExportOptions *self)
{
  const char *fault = amb_name_row_get_fault (self->name_row);
  const char *text = fault != NULL ? fault : amb_name_example_get_text (self->example);
  const char *classes[] = { fault != NULL ? "error" : "name-preview", NULL };
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->preview_row), text);
  adw_action_row_set_title_lines (self->preview_row, fault != NULL ? 0 : NAME_LINES);
  gtk_widget_set_css_classes (GTK_WIDGET (self->preview_row), classes);
  gtk_widget_set_visible (GTK_WIDGET (self->preview_row), *text != '\0');
}

static void
show (AmbExportOptions *self)
{
  const AmbExportSettings *settings = amb_output_editor_get (self->editor);
  self->showing = TRUE;
  show_format (self, settings);
  show_subtitles (self, settings);
  show_look (self, settings);
  show_folder (self, settings);
  self->showing = FALSE;
  ask_names (self);
}

void
amb_export_options_show_names (AmbExportOptions *self, AmbBatch *batch)
{
  g_set_object (&self->batch, batch);
  ask_names (self);
}

/* What somebody does */

static void
on_add_output (AmbExportOptions *self)
{
  guint index = amb_export_choices_add_output (self->choices);
  amb_output_editor_set_index (self->editor, index);
}

static void
on_subfolder_edited (AmbExportOptions *self)
{
  if (self->showing || self->editor == NULL)
    return;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->subfolder_row));
  guint index = amb_output_editor_get_index (self->editor);
  if (amb_export_choices_set_subfolder (self->choices, index, text))
    gtk_widget_remove_css_class (GTK_WIDGET (self->subfolder_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->subfolder_row), "error");
}

static void
on_folder_chosen (AmbExportOptions *self, int response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
      const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;
      if (path != NULL && g_utf8_validate (path, -1, NULL))
        amb_export_choices_set (self->choices, 0, "output", g_variant_new_string (path), NULL);
    }
  g_clear_object (&self->chooser);
}

static void
on_choose_folder (AmbExportOptions *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GFile) folder
      = g_file_new_for_path (amb_export_choices_get (self->choices, 0)->output);
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
      _("Export To"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_folder_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_choose_look (AmbExportOptions *self)
{
  amb_export_look_choose (self->look, GTK_WIDGET (self));
}

static void
on_look_from_photo (AmbExportOptions *self)
{
  amb_export_look_take_photo (self->look, GTK_WIDGET (self));
}

static void
on_clear_look (AmbExportOptions *self)
{
  amb_export_look_clear (self->look);
}

/* The widget */

/* The source's own and every format that this build writes. */
static void
bind_formats (AmbExportOptions *self)
{
  AmbOutputChoice choice = { AMB_EXPORT_FORMAT_SOURCE, N_("As the Photo") };
  g_array_append_val (self->formats, choice);
  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    if ((*codec)->flags & AMB_CODEC_WRITES)
      {
        choice = (AmbOutputChoice){ (*codec)->name, (*codec)->title };
        g_array_append_val (self->formats, choice);
      }
  amb_output_editor_bind_choice (self->editor, self->format_row, "format",
                                 (const AmbOutputChoice *) (gpointer) self->formats->data,
                                 self->formats->len);
}

static void
bind_rows (AmbExportOptions *self)
{
  AmbOutputEditor *editor = self->editor;
  bind_formats (self);
  for (guint i = 0; i < G_N_ELEMENTS (choice_rows); i++)
    amb_output_editor_bind_choice (
        editor, G_STRUCT_MEMBER (AdwComboRow *, self, choice_rows[i].row), choice_rows[i].key,
        choice_rows[i].choices, choice_rows[i].n_choices);
  amb_output_editor_bind_number (editor, self->quality_button, "quality", FALSE);
  amb_output_editor_bind_switch (editor, self->progressive_switch, "progressive");
  amb_output_editor_bind_switch (editor, self->optimize_switch, "optimize");
  amb_output_editor_bind_switch (editor, self->lossless_switch, "lossless");
  amb_output_editor_bind_switch (editor, self->mtime_switch, "keep-mtime");
  amb_output_editor_bind_text (editor, self->copyright_row, "copyright");
  amb_size_group_set_editor (self->size_group, editor);
  amb_watermark_row_set_editor (self->watermark_row, editor);
  amb_name_row_set_editor (self->name_row, editor);
  if (self->flags & AMB_EXPORT_OPTIONS_BATCH)
    amb_outputs_group_set_editor (self->outputs_group, editor);
  g_settings_bind (amb_application_get_settings (self->app), "export-open-folder",
                   self->open_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (editor, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
}

/* One photo has its name, its edits and its folder. */
static void
show_for_batch (AmbExportOptions *self, gboolean batch)
{
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), batch);
  gtk_widget_set_visible (GTK_WIDGET (self->preview_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->edits_row), batch);
  gtk_widget_set_visible (GTK_WIDGET (self->folders_row), batch);
  gtk_widget_set_visible (self->add_button, batch);
}

static gboolean
on_later (gpointer data)
{
  AmbExportOptions *self = data;
  gtk_widget_set_visible (self->later->pdata[self->later->len - 1], TRUE);
  g_ptr_array_set_size (self->later, (int) self->later->len - 1);
  if (self->later->len > 0)
    return G_SOURCE_CONTINUE;
  self->later_source = 0;
  return G_SOURCE_REMOVE;
}

/* Forty rows at once are a tenth of a second in which nothing moves: those below the first come one
 * group after another. */
static void
amb_export_options_map (GtkWidget *widget)
{
  AmbExportOptions *self = AMB_EXPORT_OPTIONS (widget);
  if (self->later->len > 0 && self->later_source == 0)
    self->later_source = g_timeout_add (LATER_MS, on_later, self);
  GTK_WIDGET_CLASS (amb_export_options_parent_class)->map (widget);
}

static void
show_later (AmbExportOptions *self)
{
  GtkWidget *groups[] = { self->add_button, self->more_group, self->destination_group,
                          GTK_WIDGET (self->size_group) };
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      gtk_widget_set_visible (groups[i], FALSE);
      g_ptr_array_add (self->later, groups[i]);
    }
}

static void
amb_export_options_dispose (GObject *object)
{
  AmbExportOptions *self = AMB_EXPORT_OPTIONS (object);
  g_clear_handle_id (&self->later_source, g_source_remove);
  g_clear_object (&self->chooser);
  g_clear_object (&self->example);
  g_clear_object (&self->batch);
  g_clear_object (&self->look);
  g_clear_object (&self->editor);
  g_clear_object (&self->choices);
  g_clear_object (&self->app);
  G_OBJECT_CLASS (amb_export_options_parent_class)->dispose (object);
}

static void
amb_export_options_finalize (GObject *object)
{
  g_array_unref (AMB_EXPORT_OPTIONS (object)->formats);
  g_ptr_array_unref (AMB_EXPORT_OPTIONS (object)->later);
  G_OBJECT_CLASS (amb_export_options_parent_class)->finalize (object);
}

#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/amb-export-options.ui");
  CHILD (preset_row);
  CHILD (outputs_group);
  CHILD (format_row);
  CHILD (quality_row);
  CHILD (quality_button);
  CHILD (size_group);
  CHILD (destination_group);
  CHILD (more_group);
  CHILD (folder_row);
  CHILD (subfolder_row);
  CHILD (name_row);
  CHILD (preview_row);
  CHILD (conflict_row);
  CHILD (color_row);
  CHILD (profile_row);
  CHILD (depth_row);
  CHILD (sharpen_row);
  CHILD (metadata_row);
  CHILD (policy_row);
  CHILD (copyright_row);
  CHILD (watermark_row);
  CHILD (edits_row);
  CHILD (mode_row);
  CHILD (look_row);
  CHILD (look_clear_button);
  CHILD (encoding_row);
  CHILD (subsampling_row);
  CHILD (progressive_row);
  CHILD (progressive_switch);
  CHILD (optimize_row);
  CHILD (optimize_switch);
  CHILD (lossless_row);
  CHILD (lossless_switch);
  CHILD (files_row);
  CHILD (folders_row);
  CHILD (mtime_switch);
  CHILD (open_switch);
  CHILD (add_button);
}

static void
amb_export_options_class_init (AmbExportOptionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_export_options_dispose;
  G_OBJECT_CLASS (klass)->finalize = amb_export_options_finalize;
  widget_class->map = amb_export_options_map;

  g_type_ensure (AMB_TYPE_PRESET_ROW);
  g_type_ensure (AMB_TYPE_OUTPUTS_GROUP);
  g_type_ensure (AMB_TYPE_SIZE_GROUP);
  g_type_ensure (AMB_TYPE_NAME_ROW);
  g_type_ensure (AMB_TYPE_WATERMARK_ROW);
  bind_template (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_add_output);
  gtk_widget_class_bind_template_callback (widget_class, on_subfolder_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_look);
  gtk_widget_class_bind_template_callback (widget_class, on_look_from_photo);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_look);
}

static void
amb_export_options_init (AmbExportOptions *self)
{
  self->later = g_ptr_array_new ();
  self->formats = g_array_new (FALSE, FALSE, sizeof (AmbOutputChoice));
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
amb_export_options_new (AmbApplication *app, AmbExportOptionsFlags flags)
{
  AmbExportOptions *self = g_object_new (AMB_TYPE_EXPORT_OPTIONS, NULL);
  gboolean batch = (flags & AMB_EXPORT_OPTIONS_BATCH) != 0;
  self->app = g_object_ref (app);
  self->flags = flags;
  self->choices = g_object_ref (amb_application_get_choices (app));
  self->editor = amb_output_editor_new (self->choices);
  self->look = amb_export_look_new (self->editor);
  show_for_batch (self, batch);
  if (batch)
    {
      self->example = amb_name_example_new (amb_application_get_pool (app));
      g_signal_connect_object (self->example, "changed", G_CALLBACK (show_names), self,
                               G_CONNECT_SWAPPED);
    }
  bind_rows (self);
  if (batch)
    g_signal_connect_object (self->name_row, "changed", G_CALLBACK (show_names), self,
                             G_CONNECT_SWAPPED); /* after the row has judged it */
  amb_preset_row_set_choices (self->preset_row, self->choices);
  amb_output_editor_refresh (self->editor);
  if (batch)
    show_later (self);
  return GTK_WIDGET (self);
}
