/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* org.freedesktop.portal.Background, see the XDG Desktop Portal's documentation. A portal that is
 * old or missing answers with an error that nobody needs to hear of: the batch goes on, and if the
 * desktop ends it, the ledger takes it up again. */
#include "amb-background-portal.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-words.h"

enum
{
  STATUS_LENGTH = 96, /* characters, by the portal's rule */
};

gboolean
amb_portal_is_used (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS)
         || g_strcmp0 (g_getenv ("GTK_USE_PORTAL"), "1") == 0;
}

static void
call (GApplication *application, const char *method, GVariant *parameters)
{
  GDBusConnection *bus = g_application_get_dbus_connection (application);
  g_autoptr (GVariant) owned = g_variant_ref_sink (parameters);
  if (bus == NULL || !amb_portal_is_used ())
    return;
  g_dbus_connection_call (bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                          "org.freedesktop.portal.Background", method, owned, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

void
amb_background_portal_ask (GApplication *application)
{
  GVariantDict options;
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "reason", "s", _("Finish the export that is under way"));
  g_variant_dict_insert (&options, "autostart", "b", FALSE);
  call (application, "RequestBackground",
        g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)));
}

void
amb_background_portal_tell (GApplication *application, AmbBatch *batch)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (batch, &counts);
  guint ended = amb_batch_words_ended (&counts);
  g_autofree char *words = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u of %u photo", "%u of %u photos", counts.total), ended,
      counts.total);
  g_autofree char *status
      = g_utf8_substring (words, 0, MIN (g_utf8_strlen (words, -1), STATUS_LENGTH));
  GVariantDict options;
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "message", "s", status);
  call (application, "SetStatus", g_variant_new ("(@a{sv})", g_variant_dict_end (&options)));
}
