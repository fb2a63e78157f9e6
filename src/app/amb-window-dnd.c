/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come into the window: dropped, pasted, or chosen in a dialog. File lists only: GDK
 * would decode pictures in-process. */
#include "amb-window-private.h"

#include <glib/gi18n-lib.h>

#include "amb-batch-page.h"
#include "amb-codec.h"

enum
{
  BACK_SECONDS = 20,
};

/* What comes while the batch page is shown is for it. */
static gboolean
amb_window_adds_to_batch (AmbWindow *self, GSList *files)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "batch") != 0)
    return FALSE;
  amb_batch_page_take_files (AMB_BATCH_PAGE (self->batch_page), files);
  return TRUE;
}

/* A photo that is replaced. */

static void
amb_window_forget_replaced (AmbWindow *self)
{
  g_clear_object (&self->replaced);
  g_clear_object (&self->replaced_photos);
}

/* What was closed, as a sentence; NULL when it is soon opened again. Transfer full. */
static char *
amb_window_describe_replaced (AmbPhoto *photo, AmbPhotoList *photos)
{
  guint n = photos != NULL ? g_list_model_get_n_items (G_LIST_MODEL (photos)) : 0;

  if (n > 1)
    return g_strdup_printf (ngettext ("%u photo was closed; its edits are kept.",
                                      "%u photos were closed; their edits are kept.", n),
                            n);
  if (amb_recipe_is_neutral (amb_photo_get_recipe (photo)))
    return NULL;
  return g_strdup_printf (_("“%s” was closed with its edits."), amb_photo_get_name (photo));
}

/* photo, photos: what stood here, nullable. */
static void
amb_window_offer_back (AmbWindow *self, AmbPhoto *photo, AmbPhotoList *photos)
{
  g_autofree char *sentence = photo != NULL ? amb_window_describe_replaced (photo, photos) : NULL;
  g_autofree char *escaped = sentence != NULL ? g_markup_escape_text (sentence, -1) : NULL;
  AdwToast *toast;

  if (escaped == NULL)
    return;
  amb_view_set_active (amb_photo_get_view (photo), FALSE);
  g_set_object (&self->replaced, photo);
  g_set_object (&self->replaced_photos, photos);
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, BACK_SECONDS);
  adw_toast_set_button_label (toast, _("_Go Back"));
  adw_toast_set_action_name (toast, "win.go-back");
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (amb_window_forget_replaced), self,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* As amb_window_open, or with all of several files; what stood here can be brought back. */
static void
amb_window_replace (AmbWindow *self, GFile *const *files, gsize n_files)
{
  g_autoptr (AmbPhoto) photo = self->photo != NULL ? g_object_ref (self->photo) : NULL;
  g_autoptr (AmbPhotoList) photos = self->photos != NULL ? g_object_ref (self->photos) : NULL;

  amb_window_leave_list (self);
  if (n_files == 1)
    amb_window_open (self, files[0]);
  else
    amb_window_open_files (self, files, n_files);
  /* The first of several stays when it is what stood here. */
  if (n_files == 1 || photo == NULL || !g_file_equal (amb_photo_get_file (photo), files[0]))
    amb_window_offer_back (self, photo, photos);
}

void
amb_window_go_back (AmbWindow *self)
{
  g_autoptr (AmbPhoto) photo = g_steal_pointer (&self->replaced);
  g_autoptr (AmbPhotoList) photos = g_steal_pointer (&self->replaced_photos);

  if (photo == NULL)
    return;
  amb_window_leave_list (self);
  amb_window_set_photo (self, photo);
  if (photos != NULL)
    amb_window_set_list (self, photos);
}

/* What comes. */

void
amb_window_batch_files (AmbWindow *self, GSList *files)
{
  AmbApplication *app = AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autoptr (AmbBatch) batch = amb_application_new_batch (app);

  for (GSList *l = files; l != NULL; l = l->next)
    amb_batch_add (batch, l->data, NULL);
  amb_window_show_batch (self, batch);
}

static void
amb_window_file_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbWindow) self = data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);
  GSList one = { .data = source };
  GFile *file = G_FILE (source);

  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL)
    return; /* closed meanwhile */
  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    amb_window_batch_files (self, &one);
  else
    amb_window_replace (self, &file, 1);
}

void
amb_window_take_files (AmbWindow *self, GSList *files)
{
  if (files == NULL)
    return;
  if (amb_window_adds_to_batch (self, files))
    return;
  if (files->next == NULL && amb_window_takes_look (self, files->data))
    amb_window_take_look (self, "lut.file", files->data);
  else if (files->next == NULL)
    g_file_query_info_async (files->data, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT, NULL, amb_window_file_known, g_object_ref (self));
  else
    amb_window_batch_files (self, files);
}

static gboolean
amb_window_dropped (GtkDropTarget *target, const GValue *value, double x, double y, AmbWindow *self)
{
  g_autoptr (GSList) files = NULL;

  /* GTK 4.8 sends no leave after a drop. */
  gtk_revealer_set_reveal_child (self->drop_hint, FALSE);
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  amb_window_take_files (self, files);
  return files != NULL;
}

static GdkDragAction
amb_window_drop_entered (GtkDropTarget *target, double x, double y, AmbWindow *self)
{
  /* What is dragged out of this program is not dropped into it. */
  if (gdk_drop_get_drag (gtk_drop_target_get_current_drop (target)) != NULL)
    {
      gtk_drop_target_reject (target);
      return 0;
    }
  gtk_revealer_set_reveal_child (self->drop_hint, TRUE);
  return GDK_ACTION_COPY;
}

static void
amb_window_drop_left (GtkDropTarget *target, AmbWindow *self)
{
  gtk_revealer_set_reveal_child (self->drop_hint, FALSE);
}

void
amb_window_add_drop (AmbWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect (target, "drop", G_CALLBACK (amb_window_dropped), self);
  g_signal_connect (target, "enter", G_CALLBACK (amb_window_drop_entered), self);
  g_signal_connect (target, "leave", G_CALLBACK (amb_window_drop_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
amb_window_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbWindow) self = data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GSList) files = NULL;

  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL)
    return; /* closed meanwhile */
  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    files = gdk_file_list_get_files (g_value_get_boxed (value));
  if (files == NULL)
    amb_window_toast (self, _("There is no photo file in the clipboard."));
  else
    amb_window_take_files (self, files);
}

void
amb_window_paste (AmbWindow *self)
{
  gdk_clipboard_read_value_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), GDK_TYPE_FILE_LIST,
                                  G_PRIORITY_DEFAULT, NULL, amb_window_pasted, g_object_ref (self));
}

/* Several are opened together, unless the batch page is shown. */
static void
amb_window_take_chosen (AmbWindow *self, GListModel *chosen)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSList) list = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
    g_ptr_array_add (files, g_list_model_get_item (chosen, i));
  for (guint i = files->len; i > 0; i--)
    list = g_slist_prepend (list, files->pdata[i - 1]);
  if (files->len > 1 && !amb_window_adds_to_batch (self, list))
    amb_window_replace (self, (GFile **) files->pdata, files->len);
  else if (files->len == 1)
    amb_window_take_files (self, list);
}

static void
amb_window_chosen (AmbWindow *self, int response)
{
  g_autoptr (GtkFileChooserNative) dialog = g_steal_pointer (&self->chooser);

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) model = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      amb_window_take_chosen (self, model);
    }
}

static GtkFileFilter *
amb_window_photo_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  const AmbCodec *const *codecs = amb_codecs_list ();

  gtk_file_filter_set_name (filter, _("Photos"));
  for (guint i = 0; codecs[i] != NULL; i++)
    for (guint j = 0; codecs[i]->mime_types[j] != NULL; j++)
      gtk_file_filter_add_mime_type (filter, codecs[i]->mime_types[j]);
  return filter;
}

void
amb_window_choose_file (AmbWindow *self)
{
  g_autoptr (GtkFileChooserNative) dialog
      = gtk_file_chooser_native_new (_("Open a Photo"), GTK_WINDOW (self),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  g_autoptr (GtkFileFilter) photos = amb_window_photo_filter ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), photos);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (self->photo != NULL)
    {
      g_autoptr (GFile) folder = g_file_get_parent (amb_photo_get_file (self->photo));

      if (folder != NULL)
        gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
    }
  g_signal_connect_object (dialog, "response", G_CALLBACK (amb_window_chosen), self,
                           G_CONNECT_SWAPPED);
  g_set_object (&self->chooser, dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
