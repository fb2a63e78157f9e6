/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop notification at the end of a batch. */
#include "amb-batch-notify.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-words.h"
#include "amb-show-file.h"

static gboolean
has_focus (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

static GNotification *
build_notification (AmbBatch *batch)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (batch, &counts);
  g_autofree char *summary = amb_batch_words_summary (&counts);
  gboolean failed = counts.failed + counts.quarantined > 0;
  GNotification *notification
      = g_notification_new (failed ? _("Export Finished with Failures") : _("Export Finished"));
  g_notification_set_body (notification, summary);

  const char *folder = amb_batch_get_settings (batch)->output;
  if (counts.done > 0 && folder != NULL)
    {
      g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);
      const char *target = uri != NULL ? uri : folder;
      g_notification_add_button_with_target (notification, _("Open Folder"), "app.open-folder",
                                             "s", target);
    }
  return notification;
}

void
amb_batch_notify_send (GtkApplication *application, AmbBatch *batch)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));
  if (has_focus (application))
    return;
  amb_show_file_add_actions (application);
  g_autoptr (GNotification) notification = build_notification (batch);
  g_application_send_notification (G_APPLICATION (application), "batch-finished", notification);
}
