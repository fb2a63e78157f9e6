/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes too long for the main loop, done in a thread for the view and the probes.
 * The callbacks' source object is NULL: a thread may be the last to let go of a task, and no object
 * of the main loop's may die there. Callers keep what they need by user_data. */
#pragma once

#include "amb-frame-ring.h"
#include "amb-source.h"

G_BEGIN_DECLS

/* As amb_source_open. */
void amb_open_source_async (GFile *file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
AmbSource *amb_open_source_finish (GAsyncResult *result, GError **error);

/* As amb_frame_ring_new. */
void amb_make_ring_async (gsize bytes, GAsyncReadyCallback callback, gpointer user_data);
AmbFrameRing *amb_make_ring_finish (GAsyncResult *result, GError **error);

G_END_DECLS
