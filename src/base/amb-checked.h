/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Checked arithmetic for sizes that come from outside: multiply, then the budget, then try to
 * allocate. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of width x height x bytes_per_pixel; FALSE on overflow or a zero size. Any thread. */
static inline gboolean
amb_checked_image_bytes (guint width, guint height, guint bytes_per_pixel, gsize *bytes)
{
  gsize row;
  return width > 0 && height > 0 && bytes_per_pixel > 0
         && g_size_checked_mul (&row, width, bytes_per_pixel)
         && g_size_checked_mul (bytes, row, height);
}

G_END_DECLS
