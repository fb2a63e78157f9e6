/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop notification of a batch.
 *
 * DESIGN. GApplication complains on stderr where nobody takes notifications, and a desktop may well
 * be without: so each service that GLib may use is asked first whether it is there. */
#include "amb-batch-notify.h"

#include <glib/gi18n-lib.h>
#include "amb-background-portal.h"
#include "amb-batch-words.h"
#include "amb-show-file.h"

enum
{
  PING_MS = 5000, /* a service may have to start */
};

/* Those that GLib sends to; the portal where portals are used. */
static const char *const services[] = {
  "org.gtk.Notifications",
  "org.freedesktop.Notifications",
  "org.freedesktop.portal.Desktop",
  NULL,
};

typedef struct
{
  GApplication *application; /* held: the program must not end before it has said so */
  AmbBatch *batch;
  GNotification *notification;
  gboolean progress; /* worth nothing once the batch has ended */
  guint asked;       /* of services */
} Sending;

static gboolean
has_focus (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

static GNotification *
build_finished (AmbBatch *batch)
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

static GNotification *
build_progress (AmbBatch *batch, gint64 elapsed, const AmbBatchCounts *before)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (batch, &counts);
  g_autofree char *words = amb_batch_words_progress (&counts, elapsed, before);
  GNotification *notification = g_notification_new (_("Exporting Photos"));
  g_notification_set_body (notification, words);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  return notification;
}

/* notification: transfer full. Transfer full. */
static Sending *
sending_new (GtkApplication *application,
             AmbBatch *batch,
             GNotification *notification,
             gboolean progress)
{
  Sending *self = g_new0 (Sending, 1);
  self->application = G_APPLICATION (g_object_ref (application));
  g_application_hold (self->application);
  self->batch = g_object_ref (batch);
  self->notification = notification;
  self->progress = progress;
  return self;
}

static void
sending_free (Sending *self)
{
  g_application_release (self->application);
  g_object_unref (self->application);
  g_object_unref (self->batch);
  g_object_unref (self->notification);
  g_free (self);
}

/* Transfer full. */
static char *
notification_id (AmbBatch *batch)
{
  return g_strdup_printf ("batch-%p", (gpointer) batch);
}

static void ask_next_service (Sending *self);

static void
on_answer (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  Sending *self = user_data;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  if (answer == NULL)
    {
      ask_next_service (self);
      return;
    }
  g_autofree char *id = notification_id (self->batch);
  if (!self->progress || amb_batch_get_state (self->batch) != AMB_BATCH_FINISHED)
    g_application_send_notification (self->application, id, self->notification);
  sending_free (self);
}

/* Takes self. The ping starts a service that is not running but can be. */
static void
ask_next_service (Sending *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (self->application);
  const char *service = services[self->asked++];
  gboolean is_portal = g_strcmp0 (service, "org.freedesktop.portal.Desktop") == 0;
  if (bus == NULL || service == NULL || (is_portal && !amb_portal_is_used ()))
    {
      sending_free (self);
      return;
    }
  g_dbus_connection_call (bus, service, "/", "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, PING_MS, NULL, on_answer, self);
}

void
amb_batch_notify_progress (GtkApplication *application,
                           AmbBatch *batch,
                           gint64 elapsed,
                           const AmbBatchCounts *before)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));
  if (has_focus (application))
    amb_batch_notify_withdraw (application, batch);
  else
    ask_next_service (
        sending_new (application, batch, build_progress (batch, elapsed, before), TRUE));
}

void
amb_batch_notify_finished (GtkApplication *application, AmbBatch *batch)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));
  if (has_focus (application))
    return;
  amb_show_file_add_actions (application);
  ask_next_service (sending_new (application, batch, build_finished (batch), FALSE));
}

void
amb_batch_notify_withdraw (GtkApplication *application, AmbBatch *batch)
{
  g_autofree char *id = notification_id (batch);
  g_application_withdraw_notification (G_APPLICATION (application), id);
}
