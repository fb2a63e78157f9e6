/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From a worker's answer to what the window draws. Private to the pool. */
#pragma once

#include "amb-frame-ring.h"
#include "amb-view-scheduler.h"

G_BEGIN_DECLS

/* Wraps the answered buffer of ring. FALSE when nothing of it lies in the plane: the buffer is free
 * again. */
gboolean amb_view_frame_init (AmbViewFrame *self,
                              AmbFrameRing *ring,
                              const AmbViewTask *task,
                              const AmbFrameReply *reply);
void amb_view_frame_clear (AmbViewFrame *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbViewFrame, amb_view_frame_clear)

G_END_DECLS
