/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop notification at the end of a batch.
 *
 * DESIGN. GApplication complains on stderr where nobody takes notifications, and a desktop may well
 * be without: so each service that GLib may use is asked first whether it is there. */
#include "amb-batch-notify.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-words.h"
#include "amb-show-file.h"

enum
{
  PING_MS = 5000, /* a service may have to start */
};

/* Those that GLib sends to; the portal only out of a Flatpak. */
static const char *const services[] = {
  "org.gtk.Notifications",
  "org.freedesktop.Notifications",
  "org.freedesktop.portal.Desktop",
  NULL,
};

typedef struct
{
  GApplication *application;
  GNotification *notification;
  guint asked; /* of services */
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

/* Transfer full. */
static Sending *
sending_new (GtkApplication *application, AmbBatch *batch)
{
  Sending *self = g_new0 (Sending, 1);
  self->application = G_APPLICATION (g_object_ref (application));
  self->notification = build_notification (batch);
  return self;
}

static void
sending_free (Sending *self)
{
  g_object_unref (self->application);
  g_object_unref (self->notification);
  g_free (self);
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
  g_application_send_notification (self->application, "batch-finished", self->notification);
  sending_free (self);
}

/* Takes self. The ping starts a service that is not running but can be. */
static void
ask_next_service (Sending *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (self->application);
  const char *service = services[self->asked++];
  gboolean is_portal = g_strcmp0 (service, "org.freedesktop.portal.Desktop") == 0;
  if (bus == NULL || service == NULL
      || (is_portal && !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS)))
    {
      sending_free (self);
      return;
    }
  g_dbus_connection_call (bus, service, "/", "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, PING_MS, NULL, on_answer, self);
}

void
amb_batch_notify_send (GtkApplication *application, AmbBatch *batch)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));
  if (has_focus (application))
    return;
  amb_show_file_add_actions (application);
  ask_next_service (sending_new (application, batch));
}
