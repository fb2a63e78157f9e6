/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The few functions that tables are built with, in plain double arithmetic: the same bits on every
 * machine, which libm's are not. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* base to the power of exponent; 0 for a base that is not positive. Relative error below 1e-13
 * where the result is normal. */
double amb_maths_pow (double base, double exponent);
/* sin (pi x), exact zeros at the integers. */
double amb_maths_sin_pi (double x);

/* out = a * b, 3 x 3 row-major; out may be neither. */
void amb_maths_multiply (const double a[9], const double b[9], double out[9]);
/* FALSE when a has no inverse that is worth having. */
gboolean amb_maths_invert (const double a[9], double out[9]);

G_END_DECLS
