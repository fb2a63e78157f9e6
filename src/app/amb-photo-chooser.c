/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The file choosers for photos and folders of photos. */
#include "amb-photo-chooser.h"

#include <glib/gi18n-lib.h>
#include "amb-codec.h"

static GtkFileChooserNative *
new_chooser (GtkWindow *parent, const char *title, GtkFileChooserAction action, const char *accept)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, parent, action, accept, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  return chooser;
}

static GtkFileFilter *
photo_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, _("Photos"));
  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    for (const char *const *type = (*codec)->mime_types; *type != NULL; type++)
      gtk_file_filter_add_mime_type (filter, *type);
  return filter;
}

GtkFileChooserNative *
amb_photo_chooser_new (GtkWindow *parent)
{
  GtkFileChooserNative *chooser
      = new_chooser (parent, _("Choose Photos"), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"));
  g_autoptr (GtkFileFilter) photos = photo_filter ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), photos);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  return chooser;
}

GtkFileChooserNative *
amb_photo_chooser_new_folder (GtkWindow *parent)
{
  return new_chooser (parent, _("Choose Folders"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                      _("_Choose"));
}
