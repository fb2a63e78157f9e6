/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that say how to export. Everything is kept in the settings' export-* keys; the widget
 * holds no state of its own. */
#include "amb-export-options.h"

#include <glib/gi18n-lib.h>
#include "amb-choice-row.h"
#include "amb-codec.h"
#include "amb-name-template.h"

struct _AmbExportOptions
{
  AdwPreferencesGroup parent_instance;

  GSettings *settings;
  GtkFileChooserNative *chooser; /* while it is open */
  gboolean updating;             /* the rows follow the settings, not the user */

  AdwComboRow *format_row;
  AdwActionRow *quality_row;
  GtkSpinButton *quality_button;
  AdwExpanderRow *resize_row;
  GtkSpinButton *edge_button;
  AdwComboRow *profile_row;
  AdwComboRow *depth_row;
  AdwComboRow *subsampling_row;
  AdwActionRow *progressive_row;
  GtkSwitch *progressive_switch;
  AdwActionRow *optimize_row;
  GtkSwitch *optimize_switch;
  AdwComboRow *sharpen_row;
  AdwComboRow *metadata_row;
  AdwActionRow *folder_row;
  AdwEntryRow *name_row;
  AdwComboRow *conflict_row;
};

G_DEFINE_FINAL_TYPE (AmbExportOptions, amb_export_options, ADW_TYPE_PREFERENCES_GROUP)

static const AmbChoice metadata_choices[] = {
  { "keep", N_("Keep") },
  { "strip", N_("Remove All") },
};

static const AmbChoice profile_choices[] = {
  { "srgb", N_("sRGB") },           { "p3", N_("Display P3") },
  { "adobergb", N_("Adobe RGB") },  { "prophoto", N_("ProPhoto RGB") },
  { "source", N_("As the Photo") },
};

static const AmbChoice depth_choices[] = {
  { "0", N_("As the Photo") },
  { "8", N_("8 Bits") },
  { "16", N_("16 Bits") },
};

static const AmbChoice subsampling_choices[] = {
  { "auto", N_("Automatic") },
  { "4:4:4", N_("Full (4:4:4)") },
  { "4:2:2", N_("Half (4:2:2)") },
  { "4:2:0", N_("Quarter (4:2:0)") },
};

static const AmbChoice sharpen_choices[] = {
  { "none", N_("None") },
  { "low", N_("Low") },
  { "standard", N_("Standard") },
  { "high", N_("High") },
};

static const AmbChoice conflict_choices[] = {
  { "rename", N_("Keep Both") },
  { "skip", N_("Skip") },
  { "replace", N_("Replace") },
};

/* Each key and the export setting that it holds. */
static const struct
{
  const char *key, *option;
} keys[] = {
  { "export-format", "format" },
  { "export-quality", "quality" },
  { "export-profile", "profile" },
  { "export-depth", "depth" },
  { "export-subsampling", "subsampling" },
  { "export-progressive", "progressive" },
  { "export-optimize", "optimize" },
  { "export-resize", "resize" },
  { "export-output-sharpen", "output-sharpen" },
  { "export-metadata", "metadata" },
  { "export-on-conflict", "on-conflict" },
  { "export-folder", "output" },
  { "export-name", "name" },
};

char *
amb_export_options_default_folder (void)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  return g_build_filename (pictures != NULL ? pictures : g_get_home_dir (), "Ambrotype", NULL);
}

AmbExportSettings *
amb_export_options_read (GSettings *settings)
{
  AmbExportSettings *result = amb_export_settings_new ();
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (settings, keys[i].key);
      g_autoptr (GError) ignored = NULL; /* written by hand: the default stays */
      amb_export_settings_set (result, keys[i].option, value, &ignored);
    }
  if (result->output == NULL || *result->output == '\0')
    {
      g_free (result->output);
      result->output = amb_export_options_default_folder ();
    }
  return result;
}

static void
bind_choices (
    AmbExportOptions *self, AdwComboRow *row, const char *key, const AmbChoice *choices, guint n)
{
  g_autofree AmbChoice *translated = g_new (AmbChoice, n);
  for (guint i = 0; i < n; i++)
    translated[i] = (AmbChoice){ choices[i].word, _(choices[i].title) };
  amb_choice_row_bind (row, self->settings, key, translated, n);
}

/* The source's own and every format that this build writes. */
static void
bind_formats (AmbExportOptions *self)
{
  g_autoptr (GArray) choices = g_array_new (FALSE, FALSE, sizeof (AmbChoice));
  AmbChoice choice = { AMB_EXPORT_FORMAT_SOURCE, _("As the Photo") };
  g_array_append_val (choices, choice);
  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    if ((*codec)->flags & AMB_CODEC_WRITES)
      {
        choice = (AmbChoice){ (*codec)->name, (*codec)->title };
        g_array_append_val (choices, choice);
      }
  amb_choice_row_bind (self->format_row, self->settings, "export-format",
                       (const AmbChoice *) (gpointer) choices->data, choices->len);
}

/* Rows that mean nothing to the format wait for another. "As the photo" may be any format. */
static void
show_format (AmbExportOptions *self)
{
  g_autofree char *format = g_settings_get_string (self->settings, "export-format");
  const AmbCodec *codec = amb_codecs_find (format);
  const gboolean any = codec == NULL;
  const gboolean jpeg = any || g_str_equal (format, "jpeg");
  const gboolean lossy = jpeg || g_str_equal (format, "webp");
  const gboolean deep = any || (codec->flags & AMB_CODEC_WRITES_16) != 0;
  const gboolean optimizable = jpeg || g_str_equal (format, "png");
  gtk_widget_set_sensitive (GTK_WIDGET (self->quality_row), lossy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->depth_row), deep);
  gtk_widget_set_sensitive (GTK_WIDGET (self->subsampling_row), jpeg);
  gtk_widget_set_sensitive (GTK_WIDGET (self->progressive_row), jpeg);
  gtk_widget_set_sensitive (GTK_WIDGET (self->optimize_row), optimizable);
}

static char *
describe_resize (const AmbResize *resize)
{
  switch (resize->mode)
    {
    case AMB_RESIZE_LONG:
      return g_strdup_printf (_("To %u pixels"), resize->width);
    case AMB_RESIZE_FIT:
      return g_strdup_printf (_("Into %u × %u pixels"), resize->width, resize->height);
    case AMB_RESIZE_PERCENT:
      return g_strdup_printf (_("To %g %%"), resize->percent);
    default:
      return g_strdup (_("Full size"));
    }
}

static void
show_resize (AmbExportOptions *self)
{
  AmbResize resize = { AMB_RESIZE_NONE };
  g_autofree char *text = g_settings_get_string (self->settings, "export-resize");
  amb_resize_parse (text, &resize, NULL);
  g_autofree char *words = describe_resize (&resize);
  self->updating = TRUE;
  if (resize.mode == AMB_RESIZE_LONG)
    gtk_spin_button_set_value (self->edge_button, resize.width);
  adw_expander_row_set_enable_expansion (self->resize_row, resize.mode != AMB_RESIZE_NONE);
  adw_expander_row_set_subtitle (self->resize_row, words);
  self->updating = FALSE;
}

static void
show_folder (AmbExportOptions *self)
{
  g_autoptr (AmbExportSettings) read = amb_export_options_read (self->settings);
  g_autofree char *name = g_filename_display_name (read->output);
  adw_action_row_set_subtitle (self->folder_row, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->folder_row), name);
}

static void
show_name (AmbExportOptions *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "export-name");
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->name_row)), name))
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
}

static void
on_settings_changed (AmbExportOptions *self, const char *key)
{
  if (g_str_equal (key, "export-format"))
    show_format (self);
  else if (g_str_equal (key, "export-resize"))
    show_resize (self);
  else if (g_str_equal (key, "export-folder"))
    show_folder (self);
  else if (g_str_equal (key, "export-name"))
    show_name (self);
}

static void
on_resize_changed (AmbExportOptions *self)
{
  if (self->updating || self->settings == NULL)
    return;
  AmbResize resize = { AMB_RESIZE_NONE };
  if (adw_expander_row_get_enable_expansion (self->resize_row))
    resize = (AmbResize){ .mode = AMB_RESIZE_LONG,
                          .width = (guint) gtk_spin_button_get_value_as_int (self->edge_button) };
  g_autofree char *text = amb_resize_to_string (&resize);
  g_settings_set_string (self->settings, "export-resize", text);
}

static void
on_name_edited (AmbExportOptions *self)
{
  gboolean right
      = amb_name_template_check (gtk_editable_get_text (GTK_EDITABLE (self->name_row)), NULL);
  if (right)
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
}

static void
on_name_applied (AmbExportOptions *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  if (amb_name_template_check (text, NULL))
    g_settings_set_string (self->settings, "export-name", text);
  else
    show_name (self);
}

static void
on_folder_chosen (AmbExportOptions *self, int response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
      const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;
      if (path != NULL && g_utf8_validate (path, -1, NULL))
        g_settings_set_string (self->settings, "export-folder", path);
    }
  g_clear_object (&self->chooser);
}

static void
on_choose_folder (AmbExportOptions *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (AmbExportSettings) read = amb_export_options_read (self->settings);
  g_autoptr (GFile) folder = g_file_new_for_path (read->output);
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
amb_export_options_dispose (GObject *object)
{
  AmbExportOptions *self = AMB_EXPORT_OPTIONS (object);
  g_clear_object (&self->chooser);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (amb_export_options_parent_class)->dispose (object);
}

static void
amb_export_options_class_init (AmbExportOptionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_export_options_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/amb-export-options.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, format_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, quality_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, quality_button);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, resize_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, edge_button);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, profile_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, depth_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, subsampling_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, progressive_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, progressive_switch);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, optimize_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, optimize_switch);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, sharpen_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, metadata_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, folder_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, name_row);
  gtk_widget_class_bind_template_child (widget_class, AmbExportOptions, conflict_row);
  gtk_widget_class_bind_template_callback (widget_class, on_resize_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_name_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_folder);
}

static void
amb_export_options_init (AmbExportOptions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
amb_export_options_new (GSettings *settings, AmbExportOptionsFlags flags)
{
  AmbExportOptions *self = g_object_new (AMB_TYPE_EXPORT_OPTIONS, NULL);
  self->settings = g_object_ref (settings);
  bind_formats (self);
  bind_choices (self, self->profile_row, "export-profile", profile_choices,
                G_N_ELEMENTS (profile_choices));
  bind_choices (self, self->depth_row, "export-depth", depth_choices, G_N_ELEMENTS (depth_choices));
  bind_choices (self, self->subsampling_row, "export-subsampling", subsampling_choices,
                G_N_ELEMENTS (subsampling_choices));
  bind_choices (self, self->sharpen_row, "export-output-sharpen", sharpen_choices,
                G_N_ELEMENTS (sharpen_choices));
  bind_choices (self, self->metadata_row, "export-metadata", metadata_choices,
                G_N_ELEMENTS (metadata_choices));
  bind_choices (self, self->conflict_row, "export-on-conflict", conflict_choices,
                G_N_ELEMENTS (conflict_choices));
  g_settings_bind (settings, "export-quality", self->quality_button, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "export-progressive", self->progressive_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "export-optimize", self->optimize_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  gtk_widget_set_visible (GTK_WIDGET (self->folder_row), (flags & AMB_EXPORT_OPTIONS_FOLDER) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), (flags & AMB_EXPORT_OPTIONS_NAME) != 0);
  g_signal_connect_object (settings, "changed", G_CALLBACK (on_settings_changed), self,
                           G_CONNECT_SWAPPED);
  show_format (self);
  show_resize (self);
  show_folder (self);
  show_name (self);
  return GTK_WIDGET (self);
}
