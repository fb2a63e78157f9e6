/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The radial model of D. C. Brown, Close-Range Camera Calibration (1971), with two coefficients, as
 * lensfun's poly3 and poly5 and Adobe's lens profiles have it; colours by a factor each, as in
 * lensfun's linear model of lateral chromatic aberration. */
#include "amb-lens.h"

#include <math.h>

static const double most_limit = 2;
static const double before_the_fold = 0.95;

static double
polynomial (const AmbLensFaults *faults, double squared)
{
  return 1 + squared * (faults->k1 + faults->k2 * squared);
}

/* Where radii stop to grow: the first positive root of 1 + 3 k1 q + 5 k2 q^2, or INFINITY. */
static double
find_fold (const AmbLensFaults *faults)
{
  const double a = 5 * faults->k2, b = 3 * faults->k1;
  const double inside = b * b - 4 * a;
  if (a == 0)
    return b < 0 ? -1 / b : INFINITY;
  if (inside < 0)
    return INFINITY;
  const double root = sqrt (inside);
  const double low = MIN ((-b - root) / (2 * a), (-b + root) / (2 * a));
  const double high = MAX ((-b - root) / (2 * a), (-b + root) / (2 * a));
  return low > 0 ? low : high > 0 ? high : INFINITY;
}

/* The edge of the photo lies between squared radii nearest and 1; a photo is seen whole from its
 * centre, so that a factor of at most 1 keeps every pixel of the edge inside. */
static double
largest_on_edge (const AmbLensFaults *faults, double nearest)
{
  double largest = MAX (polynomial (faults, nearest), polynomial (faults, 1));
  const double top = faults->k2 != 0 ? -faults->k1 / (2 * faults->k2) : -1;
  return top > nearest && top < 1 ? MAX (largest, polynomial (faults, top)) : largest;
}

gboolean
amb_lens_faults_are_none (const AmbLensFaults *self)
{
  return self->k1 == 0 && self->k2 == 0 && self->red == 0 && self->blue == 0;
}

void
amb_lens_init (AmbLens *self, const AmbLensFaults *faults, double width, double height)
{
  const double edge = MIN (width, height);
  const double nearest = edge * edge / (width * width + height * height);
  const double channels = 1 + MAX (MAX (faults->red, faults->blue), 0);
  *self = (AmbLens){
    .k1 = faults->k1,
    .k2 = faults->k2,
    .scale = 1 / (largest_on_edge (faults, nearest) * channels),
    .limit = CLAMP (find_fold (faults) * before_the_fold, 1, most_limit),
    .channel = { 1 + faults->red, 1, 1 + faults->blue },
  };
}

double
amb_lens_factor (const AmbLens *self, double squared)
{
  const double q = MIN (squared, self->limit);
  return self->scale * (1 + q * (self->k1 + self->k2 * q));
}
