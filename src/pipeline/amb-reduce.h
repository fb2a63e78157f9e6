/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Smaller copies of decoded pixels, as a decoder that reduces would have given them: for pictures
 * so small that filtering every sample in linear light would cost more than the rest of an export.
 */
#pragma once

#include "amb-pixels.h"

G_BEGIN_DECLS

enum
{
  AMB_REDUCE_MOST = 8,
};

/* Each sample is the rounded mean of a block of factor (2, 4 or 8) by factor stored samples, of
 * fewer at the right and the lower edge. Samples of 8 bits without alpha; NULL for others or when
 * memory ran out. */
AmbPixels *amb_reduce_pixels (const AmbPixels *pixels, guint factor);

G_END_DECLS
