/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands what arrives to the service, and ends with the socket. */
#include "amb-worker-private.h"

#include <string.h>

#include "amb-channel.h"
#include "amb-config.h"
#include "amb-error.h"

#define MAX_DETAIL_BYTES 1024

struct _AmbWorker
{
  const AmbService *service;
  gpointer instance;
  AmbChannel *channel;
  GMainLoop *loop;
  int exit_status; /* -1 while it runs */
};

char *
amb_worker_clean_text (const char *text, gsize max_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  char *p = valid;

  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      if ((gsize) (g_utf8_next_char (p) - valid) > max_bytes)
        break;
      if ((guchar) *p < 0x20 || *p == 0x7f)
        *p = ' ';
    }
  *p = '\0';
  return g_steal_pointer (&valid);
}

gboolean
amb_worker_send (AmbWorker *self, AmbMessageKind kind, GVariant *body)
{
  g_autoptr (GError) error = NULL;

  if (amb_channel_send (self->channel, kind, body, NULL, 0, &error))
    return TRUE;
  g_debug ("%s", error->message);
  return FALSE;
}

gboolean
amb_worker_send_failed (AmbWorker *self, guint64 job, const GError *error)
{
  guint code = error->domain == AMB_ERROR ? (guint) error->code : AMB_ERROR_FAILED;
  g_autofree char *detail = amb_worker_clean_text (error->message, MAX_DETAIL_BYTES);

  return amb_worker_send (self, AMB_MESSAGE_FAILED, g_variant_new ("(tus)", job, code, detail));
}

void
amb_worker_quit (AmbWorker *self, int exit_status)
{
  if (self->exit_status < 0)
    self->exit_status = exit_status;
  g_main_loop_quit (self->loop);
}

static void
on_message (AmbChannel *channel, AmbMessage *message, gpointer user_data)
{
  AmbWorker *self = user_data;

  if (self->exit_status >= 0 || self->service->receive (self->instance, message))
    return;
  g_warning ("message %d has no place here", message->kind);
  amb_worker_quit (self, AMB_WORKER_EXIT_PROTOCOL);
}

static void
on_closed (AmbChannel *channel, const GError *error, gpointer user_data)
{
  if (error != NULL)
    g_warning ("%s", error->message);
  amb_worker_quit (user_data, error != NULL ? AMB_WORKER_EXIT_PROTOCOL : 0);
}

AmbWorker *
amb_worker_new (const AmbService *service)
{
  AmbWorker *self = g_new0 (AmbWorker, 1);

  self->service = service;
  self->exit_status = -1;
  self->loop = g_main_loop_new (NULL, FALSE);
  self->channel = amb_channel_new (AMB_WORKER_SOCKET_FD, FALSE);
  return self;
}

gboolean
amb_worker_prepare (AmbWorker *self, GError **error)
{
  self->instance = self->service->start (self, error);
  return self->instance != NULL;
}

static GVariant *
describe (const AmbSandboxState *state)
{
  GVariantDict facts;

  g_variant_dict_init (&facts, NULL);
  g_variant_dict_insert (&facts, "version", "s", AMB_VERSION);
  g_variant_dict_insert (&facts, "landlock", "i", state->landlock);
  g_variant_dict_insert (&facts, "seccomp", "b", state->seccomp);
  return g_variant_new ("(@a{sv})", g_variant_dict_end (&facts));
}

int
amb_worker_run (AmbWorker *self, const AmbSandboxState *state)
{
  amb_channel_set_callbacks (self->channel, on_message, on_closed, self);
  if (amb_worker_send (self, AMB_MESSAGE_READY, describe (state)))
    g_main_loop_run (self->loop);
  return MAX (self->exit_status, 0);
}
