/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Adaptation from the light of a scene to daylight, and back from a grey to its light. Only + - * /
 * and square roots: the same on every machine. Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AMB_WHITE_POINT_KELVIN 6504.0 /* of a rendered file: D65, CIE 15:2004 */
#define AMB_WHITE_POINT_LEAST_KELVIN 2000.0
#define AMB_WHITE_POINT_MOST_KELVIN 25000.0

/* matrix: linear Rec. 2020 to the same, row-major; the identity, exactly, for 6504 K and tint 0. */
void amb_white_point_adaptation (double kelvin, double tint, double matrix[9]);

/* shown: a colour, linear Rec. 2020, as it looks adapted from *kelvin and *tint. They become those
 * with which it would be grey; kelvin is within its limits, tint may be outside -100 .. 100. FALSE,
 * with both untouched, when no light gives such a colour (black, or far outside of the gamut). */
gboolean amb_white_point_pick (const double shown[3], double *kelvin, double *tint);

G_END_DECLS
