/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A look-up table of colours, as a kernel reads it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum
{
  AMB_LUT_MIN_SIZE = 2,
  AMB_LUT_MAX_CUBE = 65,
  AMB_LUT_MAX_CURVE = 65536,
};

typedef struct
{
  gatomicrefcount references;
  gboolean is_cube;    /* size * size * size colours, red fastest; else size, a curve a channel */
  guint size;          /* 2..AMB_LUT_MAX_CUBE or AMB_LUT_MAX_CURVE */
  float domain_min[3]; /* below domain_max */
  float domain_max[3];
  guint64 key;    /* of the content: other tables, other keys */
  float *colours; /* four floats each, the last 0: red, green, blue; finite */
} AmbLut;

G_END_DECLS
