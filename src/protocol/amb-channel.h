/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One end of the SOCK_SEQPACKET socket: sends and receives validated messages, non-blocking, in a
 * GMainContext. File descriptors travel parent to worker only: one that arrives the other way is
 * closed and is a protocol error. */
#pragma once

#include "amb-message.h"

G_BEGIN_DECLS

typedef struct _AmbChannel AmbChannel;

/* message: borrowed; steal its fds by setting them to -1. */
typedef void (*AmbChannelMessageFunc) (AmbChannel *channel,
                                       AmbMessage *message,
                                       gpointer user_data);
/* Once: EOF (error NULL) or AMB_ERROR_PROTOCOL. No message comes after it. */
typedef void (*AmbChannelClosedFunc) (AmbChannel *channel, const GError *error, gpointer user_data);

/* fd: owned. is_parent: this end is the parent's. Attaches to the thread-default context of the
 * caller; use it from that thread (the worker's end may also send from other threads, between new
 * and close). */
AmbChannel *amb_channel_new (int fd, gboolean is_parent);
void amb_channel_set_callbacks (AmbChannel *self,
                                AmbChannelMessageFunc message,
                                AmbChannelClosedFunc closed,
                                gpointer user_data);
/* body may be floating. fds: borrowed (duplicated by the kernel). What the socket cannot take now
 * is queued (bounded; the worker blocks instead). FALSE with AMB_ERROR_PROTOCOL when the peer is
 * gone. */
gboolean amb_channel_send (AmbChannel *self,
                           AmbMessageKind kind,
                           GVariant *body,
                           const int *fds,
                           guint n_fds,
                           GError **error);
/* No callback comes after these two; both may be called in a callback. */
void amb_channel_close (AmbChannel *self);
void amb_channel_free (AmbChannel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbChannel, amb_channel_free)

/* A connected pair, both O_CLOEXEC; FALSE with AMB_ERROR_START. */
gboolean amb_channel_pair (int *parent_fd, int *worker_fd, GError **error);

G_END_DECLS
