/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The export dialog of one photo. It writes nothing itself: Export hands the target path and the
 * settings to “win.export”. */
#include "amb-export-dialog.h"

#include <string.h>
#include "amb-codec.h"
#include "amb-export-options.h"
#include "amb-message.h"
#include "amb-name-template.h"

#define AMB_TYPE_EXPORT_DIALOG (amb_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AmbExportDialog, amb_export_dialog, AMB, EXPORT_DIALOG, AdwWindow)

struct _AmbExportDialog
{
  AdwWindow parent_instance;

  AmbWindow *window; /* borrowed: this is destroyed with it */
  AmbExportChoices *choices;
  AmbPhoto *photo;

  GtkWidget *export_button;
  GtkBox *groups;
  AdwEntryRow *name_row;
};

G_DEFINE_FINAL_TYPE (AmbExportDialog, amb_export_dialog, ADW_TYPE_WINDOW)

/* The source's format as the worker told it; NULL before the photo is open. */
static const AmbCodec *
source_codec (AmbExportDialog *self)
{
  GVariant *info = amb_view_get_info (amb_photo_get_view (self->photo));
  const char *format = NULL;
  if (info == NULL || !g_variant_lookup (info, AMB_INFO_FORMAT, "&s", &format))
    return NULL;
  return amb_codecs_find (format);
}

/* The extension that an export has now; own: that of the source's name. Borrowed. */
static const char *
extension_for (AmbExportDialog *self, const char *format, const char *own)
{
  const AmbCodec *source = source_codec (self);
  const AmbCodec *codec = amb_codecs_find (format);
  if (codec == NULL && (source == NULL || (source->flags & AMB_CODEC_WRITES)))
    return own;
  if (codec == NULL)
    codec = amb_codecs_find (
        amb_photo_has_alpha (self->photo) || (source->flags & AMB_CODEC_TO_PNG) ? "png" : "jpeg");
  return codec == source && *own != '\0' ? own : codec->extensions[0];
}

/* The template's name for this photo, UTF-8, transfer full. */
static char *
suggest_name (AmbExportDialog *self)
{
  g_autoptr (AmbExportSettings) settings
      = amb_export_settings_copy (amb_export_choices_get (self->choices, 0));
  g_autofree char *stem = NULL;
  g_autofree char *own = NULL;
  amb_name_split (amb_photo_get_name (self->photo), &stem, &own);
  AmbNameFields fields = { .name = stem,
                           .ext = extension_for (self, settings->format, own),
                           .preset = settings->preset };
  return amb_name_template_expand (settings->name, &fields);
}

/* Keeps what was typed and changes the extension alone. */
static void
on_format_changed (AmbExportDialog *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  g_autofree char *stem = NULL;
  g_autofree char *old = NULL;
  g_autofree char *source_stem = NULL;
  g_autofree char *own = NULL;
  const char *format = amb_export_choices_get (self->choices, 0)->format;
  amb_name_split (typed, &stem, &old);
  amb_name_split (amb_photo_get_name (self->photo), &source_stem, &own);
  const char *extension = extension_for (self, format, own);
  g_autofree char *name
      = g_strdup_printf ("%s%s%s", stem, *extension != '\0' ? "." : "", extension);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
}

static void
on_name_changed (AmbExportDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  gboolean right = *name != '\0' && strchr (name, G_DIR_SEPARATOR) == NULL
                   && !g_str_equal (name, ".") && !g_str_equal (name, "..")
                   && strlen (name) <= AMB_NAME_MAX_BYTES;
  gtk_widget_set_sensitive (self->export_button, right);
  if (right)
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
}

static void
on_export (AmbExportDialog *self)
{
  g_autoptr (AmbExportSettings) settings
      = amb_export_settings_copy (amb_export_choices_get (self->choices, 0));
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  g_autofree char *local = g_filename_from_utf8 (name, -1, NULL, NULL, NULL);
  g_autofree char *target = g_build_filename (settings->output, local != NULL ? local : name, NULL);

  amb_recipe_unref (settings->recipe);
  settings->recipe = amb_recipe_ref (amb_photo_get_recipe (self->photo));
  settings->recipe_mode = AMB_RECIPE_INSTEAD;
  g_autoptr (GVariant) values = amb_export_settings_to_variant (settings);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.export", "(s@a{sv})", target, values);
  gtk_window_close (GTK_WINDOW (self));
}

/* The name without its extension, as file managers do. */
static void
select_stem (AmbExportDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  g_autofree char *stem = NULL;
  g_autofree char *extension = NULL;
  amb_name_split (name, &stem, &extension);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  gtk_editable_select_region (GTK_EDITABLE (self->name_row), 0, (int) g_utf8_strlen (stem, -1));
}

static void
amb_export_dialog_dispose (GObject *object)
{
  AmbExportDialog *self = AMB_EXPORT_DIALOG (object);
  g_clear_object (&self->choices);
  g_clear_object (&self->photo);
  G_OBJECT_CLASS (amb_export_dialog_parent_class)->dispose (object);
}

static void
amb_export_dialog_class_init (AmbExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_export_dialog_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/amb-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbExportDialog, export_button);
  gtk_widget_class_bind_template_child (widget_class, AmbExportDialog, groups);
  gtk_widget_class_bind_template_child (widget_class, AmbExportDialog, name_row);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
}

static void
amb_export_dialog_init (AmbExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static AmbExportDialog *
new_dialog (AmbWindow *window, AmbPhoto *photo)
{
  AmbApplication *app = AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
  AmbExportDialog *self = g_object_new (AMB_TYPE_EXPORT_DIALOG, "transient-for", window, NULL);
  self->window = window;
  self->choices = g_object_ref (amb_application_get_choices (app));
  self->photo = g_object_ref (photo);
  gtk_box_append (self->groups, amb_export_options_new (app, AMB_EXPORT_OPTIONS_DEFAULT));
  g_signal_connect_object (self->choices, "changed", G_CALLBACK (on_format_changed), self,
                           G_CONNECT_SWAPPED);
  g_autofree char *name = suggest_name (self);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  return self;
}

void
amb_export_dialog_present (AmbWindow *window)
{
  g_return_if_fail (AMB_IS_WINDOW (window));
  AmbPhoto *photo = amb_window_get_photo (window);
  if (photo == NULL)
    return;
  AmbExportDialog *self = new_dialog (window, photo);
  gtk_window_present (GTK_WINDOW (self));
  select_stem (self);
}
