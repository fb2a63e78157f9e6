/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The three frame buffers of a view, and one request to fill one of them. */
#pragma once

#include "amb-memory.h"
#include "amb-source-photo.h"
#include "amb-worker.h"

G_BEGIN_DECLS

/* Shared by the requests that were made while it was the view's; unmapped with the last. */
typedef struct
{
  gatomicrefcount refs;
  AmbMemory buffers[AMB_RING_SIZE];
} AmbViewRing;

/* message: BUFFERS. Errors: as amb_memory_map. */
AmbViewRing *amb_view_ring_new (AmbMessage *message, GError **error);
void amb_view_ring_unref (AmbViewRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbViewRing, amb_view_ring_unref)

typedef struct
{
  AmbRenderRequest asked; /* its recipe is NULL: see below */
  AmbViewRing *ring;
  AmbRecipe *recipe;
  AmbLuts *luts; /* borrowed: the session's */
  AmbGeometry geometry;
  guint plane_width, plane_height;
  guint reduction; /* the decode that serves it best */
  AmbRenderOptions options;
  const AmbDecoded *decoded; /* what render renders; NULL before */
  AmbRender *render;         /* owned; NULL before */
} AmbViewRequest;

/* message: RENDER. NULL when the region does not fit the buffer, which a sound parent never sends.
 */
AmbViewRequest *
amb_view_request_new (
    const AmbSourcePhoto *photo, AmbViewRing *ring, AmbLuts *luts, AmbMessage *message);
void amb_view_request_free (AmbViewRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbViewRequest, amb_view_request_free)

/* Takes the render of an earlier request over when it serves this one as well, on the same decoded
 * pixels. */
gboolean amb_view_request_adopt_render (AmbViewRequest *self,
                                        AmbViewRequest *earlier,
                                        const AmbDecoded *decoded);
/* Makes the render. Errors: AMB_ERROR_MEMORY. */
gboolean
amb_view_request_make_render (AmbViewRequest *self, const AmbDecoded *decoded, GError **error);
/* Fills the buffer. What of the region lies outside the plane is left empty. Errors: as
 * amb_render_region. */
gboolean amb_view_request_fill (AmbViewRequest *self,
                                guint n_threads,
                                AmbRenderCheck check,
                                gpointer user_data,
                                GError **error);

/* Sends FRAME. */
void amb_view_request_reply (const AmbViewRequest *self,
                             AmbWorker *worker,
                             guint32 flags,
                             gint64 microseconds);

G_END_DECLS
