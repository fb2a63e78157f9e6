/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An output of at most so many bytes. */
#pragma once

#include "amb-export-picture.h"

G_BEGIN_DECLS

typedef struct
{
  GBytes *file;        /* owned */
  guint width, height; /* pixels */
} AmbExportFitted;

/* The file of width x height pixels at the best quality up to the order's that keeps to the order's
 * max_bytes; where none does and the order lets it, of fewer pixels. What was chosen is told in the
 * order's notes. Errors: AMB_ERROR_OVER_LIMIT with the smallest size that was reached, and those of
 * rendering and encoding. */
gboolean amb_export_fit (const AmbExportScene *scene,
                         guint width,
                         guint height,
                         AmbExportFitted *fitted,
                         GError **error);

G_END_DECLS
