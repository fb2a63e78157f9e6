/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds settings of light.
 *
 * DESIGN. Exposure is half the way from the photo's log-average luminance to middle grey, 0.18
 * (Reinhard, Stark, Shirley and Ferwerda 2002, "Photographic tone reproduction for digital images",
 * section 3: the key of a scene): half, because a night is meant to be dark and snow to be bright.
 * It never darkens (a
 * bright photo has its ends and its highlights looked after) and never pushes the brightest
 * hundredth above white. Then the ends are moved
 * towards white and black by percentiles, as histogram stretching does, bounded so that fog stays
 * fog; contrast makes up for a narrow middle; shadows open large dark parts, and highlights take
 * back what exposure made glare; these two are local. Every step looks at what the operations
 * before it make of the percentiles, by running the operations themselves. Numbers are rounded to
 * what a person would set. A photo that is well lit gets small numbers or none. */
#include "amb-auto-light.h"

#include <math.h>
#include <stdlib.h>

#include "amb-kernel-table.h"
#include "amb-stages.h"

/* Fractions of the photo's pixels, from the darkest. */
enum
{
  DARKEST, /* 0.5 % */
  DARK,    /* 5 % */
  MIDDLE,
  BRIGHT,    /* 95 % */
  BRIGHTER,  /* 99 % */
  BRIGHTEST, /* 99.5 % */
  N_PLACES,
};

static const double places[N_PLACES] = { 0.005, 0.05, 0.5, 0.95, 0.99, 0.995 };

#define MIDDLE_GREY 0.18
#define LEAST_LUMINANCE 0.002 /* of a pixel in the log-average: black is no reason to brighten */
#define EXPOSURE_PART 0.5
#define MOST_EV 1.25
#define STEPS_PER_EV 20
#define LEAST_STEPS 3 /* fewer are left alone */

#define WHITE 0.90  /* linear: where the brightest are moved to */
#define BLACK 0.002 /* and the darkest */
#define MOST_WHITES 50
#define LEAST_BLACKS -40

#define USUAL_SPREAD 0.62 /* of encoded lightness, between dark and bright */
#define CONTRAST_PER_SPREAD 100
#define MOST_CONTRAST 35

#define DEEP 0.03      /* linear: darker counts as shadow */
#define DEEP_PART 0.20 /* of the photo: what is usual */
#define SHADOWS_PER_PART 80
#define MOST_SHADOWS 40
#define GLARE 0.85 /* linear: brighter counts as highlight, where exposure made it so */
#define HIGHLIGHTS_PER_PART 200
#define MOST_HIGHLIGHTS 40

#define TOO_LITTLE 3 /* of 100: left alone */

typedef struct
{
  const float *sorted;
  gsize n;
  AmbRecipe *recipe; /* owned */
} Finder;

static int
compare (const void *a, const void *b)
{
  const float x = *(const float *) a, y = *(const float *) b;
  return x < y ? -1 : x > y;
}

/* What the recipe so far makes of greys; only operations that know no place. */
static void
run (const Finder *self, float *greys, int n)
{
  const AmbKernelContext frame = { .long_edge_px = 1000, .scale = 1 };
  AmbStages stages;
  g_autofree float *green = g_memdup2 (greys, (gsize) n * sizeof (float));
  g_autofree float *blue = g_memdup2 (greys, (gsize) n * sizeof (float));
  float *const planes[4] = { greys, green, blue, NULL };
  if (amb_stages_init (&stages, self->recipe, &frame, NULL, AMB_SHARPEN_NONE))
    amb_stages_run_points (&stages, 0, stages.n, 0, 0, planes, n);
  amb_stages_clear (&stages);
}

static float
at (const Finder *self, double place)
{
  return self->sorted[(gsize) (place * (double) (self->n - 1))];
}

static void
look (const Finder *self, float greys[N_PLACES])
{
  for (int i = 0; i < N_PLACES; i++)
    greys[i] = at (self, places[i]);
  run (self, greys, N_PLACES);
}

static void
set (Finder *self, const char *id, double value)
{
  AmbRecipe *next = amb_recipe_with_number (self->recipe, id, value);
  amb_recipe_unref (self->recipe);
  self->recipe = next;
}

/* A whole number; nothing where it is too little to be seen. */
static void
set_amount (Finder *self, const char *id, double amount)
{
  double whole = round (amount);
  set (self, id, fabs (whole) < TOO_LITTLE ? 0 : whole);
}

/* The part of the photo that the recipe so far makes brighter than limit. */
static double
part_above (const Finder *self, double limit)
{
  gsize low = 0, high = self->n;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;
      float grey = self->sorted[middle];
      run (self, &grey, 1);
      if ((double) grey > limit)
        high = middle;
      else
        low = middle + 1;
    }
  return (double) (self->n - low) / (double) self->n;
}

/* To the base 2. */
static double
log_average (const Finder *self)
{
  double sum = 0;
  for (gsize i = 0; i < self->n; i++)
    sum += amb_log2 (fmax ((double) self->sorted[i], LEAST_LUMINANCE));
  return sum / (double) self->n;
}

static void
find_exposure (Finder *self)
{
  double brighter = fmax ((double) at (self, places[BRIGHTER]), LEAST_LUMINANCE);
  double ev = EXPOSURE_PART * (amb_log2 (MIDDLE_GREY) - log_average (self));
  double room = fmax (-amb_log2 (brighter), 0);
  double steps = round (fmin (fmin (ev, room), MOST_EV) * STEPS_PER_EV);
  set (self, "exposure.ev", steps < LEAST_STEPS ? 0 : steps / STEPS_PER_EV);
}

/* The amount within from..to by which the grey at place comes nearest to target, by halves: it
 * rises with the amount. */
static double
find_amount (Finder *self, const char *id, int place, double target, double from, double to)
{
  for (int i = 0; i < 8; i++)
    {
      float greys[N_PLACES];
      double middle = (from + to) / 2;
      set (self, id, middle);
      look (self, greys);
      if ((double) greys[place] < target)
        from = middle;
      else
        to = middle;
    }
  return (from + to) / 2;
}

static void
find_ends (Finder *self)
{
  float greys[N_PLACES];
  look (self, greys);
  if ((double) greys[BRIGHTEST] < WHITE)
    set_amount (self, "whites.amount",
                find_amount (self, "whites.amount", BRIGHTEST, WHITE, 0, MOST_WHITES));
  if ((double) greys[DARKEST] > BLACK)
    set_amount (self, "blacks.amount",
                find_amount (self, "blacks.amount", DARKEST, BLACK, LEAST_BLACKS, 0));
}

static void
find_contrast (Finder *self)
{
  float greys[N_PLACES];
  look (self, greys);
  double spread = sqrt (fmax ((double) greys[BRIGHT], 0)) - sqrt (fmax ((double) greys[DARK], 0));
  double amount = CONTRAST_PER_SPREAD * (USUAL_SPREAD - spread);
  set_amount (self, "contrast.amount", fmin (fmax (amount, 0), MOST_CONTRAST));
}

static double
excess (double part, double usual, double per_part, double most)
{
  return fmin (fmax (part - usual, 0) * per_part, most);
}

/* bright: the part of the photo that glared before anything was set. */
static void
find_local (Finder *self, double bright)
{
  double deep = 1 - part_above (self, DEEP);
  double glare = part_above (self, GLARE);
  set_amount (self, "shadows.amount", excess (deep, DEEP_PART, SHADOWS_PER_PART, MOST_SHADOWS));
  set_amount (self, "highlights.amount",
              -excess (glare, bright, HIGHLIGHTS_PER_PART, MOST_HIGHLIGHTS));
}

/* In order. Luminance is ITU-R BT.709's. */
static float *
sort_luminances (const guint16 *rgb, gsize n)
{
  float *luminances = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    luminances[i] = (float) (0.2126 * amb_srgb_decode (rgb[3 * i] / 65535.0)
                             + 0.7152 * amb_srgb_decode (rgb[3 * i + 1] / 65535.0)
                             + 0.0722 * amb_srgb_decode (rgb[3 * i + 2] / 65535.0));
  qsort (luminances, n, sizeof *luminances, compare);
  return luminances;
}

AmbRecipe *
amb_auto_light_find (const guint16 *rgb, gsize n)
{
  g_autofree float *sorted = sort_luminances (rgb, n);
  Finder self = { sorted, n, amb_recipe_new () };
  double bright = part_above (&self, GLARE);
  find_exposure (&self);
  find_local (&self, bright);
  AmbRecipe *local = self.recipe; /* these need a whole photo: greys go without */
  self.recipe = amb_recipe_new ();
  set (&self, "exposure.ev", amb_recipe_get (local, "exposure.ev"));
  find_ends (&self);
  find_contrast (&self);
  set (&self, "shadows.amount", amb_recipe_get (local, "shadows.amount"));
  set (&self, "highlights.amount", amb_recipe_get (local, "highlights.amount"));
  amb_recipe_unref (local);
  return self.recipe;
}
