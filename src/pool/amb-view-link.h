/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A view's conversation with one worker: open, buffers, render, frame. Main thread only. */
#pragma once

#include "amb-frame-ring.h"
#include "amb-pool-private.h"
#include "amb-view-scheduler.h"

G_BEGIN_DECLS

typedef struct _AmbViewLink AmbViewLink;

/* None comes after amb_view_link_free. */
typedef struct
{
  void (*opened) (GVariant *info, gpointer user_data);
  /* The answer to the render under way; checked against it. */
  void (*frame) (const AmbFrameReply *reply, gpointer user_data);
  /* The photo cannot be shown. */
  void (*failed) (AmbError code, const char *detail, gpointer user_data);
  /* A content that this link was given cannot be used. */
  void (*refused) (const char *digest, AmbError code, const char *detail, gpointer user_data);
  /* The worker is gone; the link is of no more use. */
  void (*ended) (const AmbDeath *death, gpointer user_data);
} AmbViewLinkListener;

/* worker: transfer full. source_fd: borrowed for the call. NULL with AMB_ERROR_START: the worker is
 * retired. */
AmbViewLink *amb_view_link_new (AmbPool *pool,
                                AmbWorkerProcess *worker,
                                int source_fd,
                                const AmbViewLinkListener *listener,
                                gpointer user_data,
                                GError **error);
/* Lets the worker go. */
void amb_view_link_free (AmbViewLink *self);

/* What follows returns FALSE when the worker is going: ended will come. */
gboolean amb_view_link_set_ring (AmbViewLink *self, AmbFrameRing *ring);
/* Before the first render that needs it; sent once as long as the worker keeps it. */
gboolean amb_view_link_give (AmbViewLink *self, const AmbContentFile *file);
/* One at a time. recipe: a{sv}. */
gboolean
amb_view_link_render (AmbViewLink *self, const AmbViewTask *task, guint buffer, GVariant *recipe);
gboolean amb_view_link_is_rendering (AmbViewLink *self);
/* The abortable render under way may give up. */
void amb_view_link_abort (AmbViewLink *self);
GPid amb_view_link_get_pid (AmbViewLink *self);

G_END_DECLS
