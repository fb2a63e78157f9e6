/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A recipe file is read in a thread: it may name other files. */
#include "amb-export-look.h"

#include <glib/gi18n-lib.h>
#include "amb-operations.h"
#include "amb-options-say.h"
#include "amb-window.h"

enum
{
  NAMES_SHOWN = 3,
};

struct _AmbExportLook
{
  GObject parent_instance;

  AmbOutputEditor *editor;
  GtkFileChooserNative *chooser; /* while it is open */
  GtkWidget *asked_by;           /* weak: the widget of the open dialog */
};

G_DEFINE_FINAL_TYPE (AmbExportLook, amb_export_look, G_TYPE_OBJECT)

char *
amb_export_look_describe (AmbRecipe *recipe)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    {
      double values[AMB_MAX_PARAMS];
      amb_recipe_get_values (recipe, *op, values);
      if (amb_operation_is_neutral (*op, values))
        continue;
      if (n < NAMES_SHOWN)
        g_string_append_printf (names, "%s%s", n > 0 ? ", " : "", _((*op)->title));
      n++;
    }
  if (n == 0)
    return g_strdup (_("None"));
  if (n > NAMES_SHOWN)
    g_string_append (names, ", …");
  return g_strdup (names->str);
}

static void
set_recipe (AmbExportLook *self, AmbRecipe *recipe)
{
  amb_output_editor_set (self->editor, "recipe", amb_recipe_to_variant (recipe));
}

void
amb_export_look_take_photo (AmbExportLook *self, GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  AmbPhoto *photo = AMB_IS_WINDOW (root) ? amb_window_get_photo (AMB_WINDOW (root)) : NULL;
  if (photo == NULL)
    amb_options_say (widget, _("There is no photo in this window."));
  else if (amb_recipe_is_neutral (amb_photo_get_recipe (photo)))
    amb_options_say (widget, _("The photo in this window has no edits."));
  else
    set_recipe (self, amb_photo_get_recipe (photo));
}

void
amb_export_look_clear (AmbExportLook *self)
{
  g_autoptr (AmbRecipe) neutral = amb_recipe_new ();
  set_recipe (self, neutral);
}

/* A file */

typedef struct
{
  GFile *file;
  GPtrArray *notes; /* char *, about values that were changed */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;
  g_object_unref (reading->file);
  g_ptr_array_unref (reading->notes);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Reading *reading = data;
  g_autofree char *json = NULL;
  gsize length;
  GError *error = NULL;
  AmbRecipe *recipe = NULL;
  if (g_file_load_contents (reading->file, cancellable, &json, &length, NULL, &error))
    recipe = amb_recipe_read_json (reading->file, json, length, reading->notes, &error);
  if (recipe != NULL)
    g_task_return_pointer (task, recipe, (GDestroyNotify) amb_recipe_unref);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  AmbExportLook *self = AMB_EXPORT_LOOK (source);
  const Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbRecipe) recipe = g_task_propagate_pointer (G_TASK (result), &error);
  if (recipe != NULL && self->editor != NULL)
    set_recipe (self, recipe);
  else if (recipe == NULL && self->asked_by != NULL)
    amb_options_say (self->asked_by, error->message);
  for (guint i = 0; recipe != NULL && self->asked_by != NULL && i < reading->notes->len; i++)
    amb_options_say (self->asked_by, reading->notes->pdata[i]);
}

static void
on_chosen (AmbExportLook *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || file == NULL)
    return;
  g_autoptr (GTask) task = g_task_new (self, NULL, on_read, NULL);
  Reading *reading = g_new0 (Reading, 1);
  reading->file = g_steal_pointer (&file);
  reading->notes = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, on_chosen);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

void
amb_export_look_choose (AmbExportLook *self, GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_clear_object (&self->chooser);
  g_set_weak_pointer (&self->asked_by, widget);
  self->chooser = gtk_file_chooser_native_new (_("Choose a Recipe"),
                                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (filter, _("Recipes"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
amb_export_look_dispose (GObject *object)
{
  AmbExportLook *self = AMB_EXPORT_LOOK (object);
  g_clear_weak_pointer (&self->asked_by);
  g_clear_object (&self->chooser);
  g_clear_object (&self->editor);
  G_OBJECT_CLASS (amb_export_look_parent_class)->dispose (object);
}

static void
amb_export_look_class_init (AmbExportLookClass *class)
{
  G_OBJECT_CLASS (class)->dispose = amb_export_look_dispose;
}

static void
amb_export_look_init (AmbExportLook *self)
{
}

AmbExportLook *
amb_export_look_new (AmbOutputEditor *editor)
{
  AmbExportLook *self = g_object_new (AMB_TYPE_EXPORT_LOOK, NULL);
  self->editor = g_object_ref (editor);
  return self;
}
