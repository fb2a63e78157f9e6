/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One open photo of a view worker: answers requests in a thread of its own. See DESIGN in
 * amb-view-session.c. */
#pragma once

#include "amb-view-request.h"

G_BEGIN_DECLS

typedef struct _AmbViewSession AmbViewSession;

/* photo and control are taken over. Decoding begins at once. Main thread, like the rest. */
AmbViewSession *amb_view_session_new (
    AmbWorker *worker, guint64 job, AmbSourcePhoto *photo, AmbMemory *control, guint n_threads);
/* Stops what is being done and waits for it. */
void amb_view_session_free (AmbViewSession *self);
guint64 amb_view_session_get_job (AmbViewSession *self);

/* The buffers of the requests that follow; earlier ones keep theirs. ring: taken over. */
void amb_view_session_set_ring (AmbViewSession *self, AmbViewRing *ring);
/* message: CONTENT. FALSE with amb_content_intake's error. */
gboolean amb_view_session_take_content (AmbViewSession *self, AmbMessage *message, GError **error);
/* message: RENDER. FALSE: without buffers, or not fitting them. Each is answered by FRAME, or by
 * FAILED when the photo cannot be decoded. */
gboolean amb_view_session_render (AmbViewSession *self, AmbMessage *message);

G_END_DECLS
