/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Three shared buffers that a worker fills and the window shows without a copy. */
#pragma once

#include "amb-message.h"

G_BEGIN_DECLS

typedef struct _AmbFrameRing AmbFrameRing;

/* AMB_RING_SIZE sealed memfds of bytes each, allocated and mapped: some 10 ms, so call it in a
 * thread. NULL with AMB_ERROR_MEMORY. */
AmbFrameRing *amb_frame_ring_new (gsize bytes, GError **error);
void amb_frame_ring_unref (AmbFrameRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbFrameRing, amb_frame_ring_unref)

/* AMB_RING_SIZE descriptors, borrowed. */
const int *amb_frame_ring_get_fds (AmbFrameRing *self);
gsize amb_frame_ring_get_bytes (AmbFrameRing *self);

/* Called in the thread-default context of this call when a shown buffer came back. NULL to stop;
 * never called after that. */
void
amb_frame_ring_set_returned (AmbFrameRing *self, void (*returned) (gpointer), gpointer user_data);

/* A free buffer for the worker, or -1. */
int amb_frame_ring_acquire (AmbFrameRing *self);
/* The worker wrote nothing. */
void amb_frame_ring_release (AmbFrameRing *self, guint buffer);
/* The worker is dead: its buffers are free. */
void amb_frame_ring_reclaim (AmbFrameRing *self);
/* The buffer's first length bytes to be shown; the last unref, in any thread, returns it to the
 * ring. Transfer full. */
GBytes *amb_frame_ring_wrap (AmbFrameRing *self, guint buffer, gsize length);

G_END_DECLS
