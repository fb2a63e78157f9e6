/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the sample photo, a mountain lake at sunrise, for people who have no photo at hand:
 * draw-sample OUTPUT.jpg
 *
 * Everything comes from value noise over integer hashes, so each build draws the same picture.
 * Colours are linear light until the last step; distances are fractions of the picture's height, y
 * down, the horizon at HORIZON. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>

enum
{
  WIDTH = 3000,
  HEIGHT = 2000,
  QUALITY = 92,
  N_RIDGES = 5,
  COLUMNS = 2 * WIDTH,
};

static const double HORIZON = 0.62;
static const double SUN_X = 0.93, SUN_Y = 0.335;

typedef struct
{
  double r, g, b;
} Colour;

typedef struct
{
  double base;      /* the crest's mean height above the horizon */
  double relief;    /* how far peaks rise over it */
  double frequency; /* peaks across one picture height */
  double haze;      /* 0 near .. 1 lost in the air */
  double snow;      /* 0 bare .. 1 white at the crest */
  uint32_t seed;
} Ridge;

/* Far to near. */
static const Ridge ridges[N_RIDGES] = {
  { 0.175, 0.155, 1.5, 0.66, 0.85, 11 }, { 0.115, 0.125, 2.1, 0.50, 0.70, 23 },
  { 0.064, 0.090, 2.7, 0.30, 0.25, 37 }, { 0.024, 0.060, 3.4, 0.12, 0.00, 53 },
  { 0.006, 0.022, 6.0, 0.00, 0.00, 71 },
};

static const Colour warm_air = { 0.86, 0.50, 0.33 }, cool_air = { 0.30, 0.35, 0.47 };
static const Colour sunlit = { 0.085, 0.070, 0.060 }, shade = { 0.012, 0.020, 0.033 };

/* Crests by column: they are asked for at every pixel. */
static double crests[N_RIDGES][COLUMNS + 1];

static double
hash (int x, int y, uint32_t seed)
{
  uint32_t h = (uint32_t) x * 0x8da6b343u ^ (uint32_t) y * 0xd8163841u ^ seed * 0xcb1ab31fu;
  h = (h ^ (h >> 15)) * 0x2c1b3c6du;
  h = (h ^ (h >> 12)) * 0x297a2d39u;
  return (double) (h ^ (h >> 15)) / 4294967295.0;
}

static double
mix (double a, double b, double t)
{
  return a + (b - a) * t;
}

static Colour
blend (Colour a, Colour b, double t)
{
  return (Colour){ mix (a.r, b.r, t), mix (a.g, b.g, t), mix (a.b, b.b, t) };
}

static double
smooth (double low, double high, double x)
{
  double t = fmin (fmax ((x - low) / (high - low), 0.0), 1.0);
  return t * t * (3.0 - 2.0 * t);
}

/* Value noise, 0..1. */
static double
noise (double x, double y, uint32_t seed)
{
  int ix = (int) floor (x), iy = (int) floor (y);
  double tx = smooth (0.0, 1.0, x - ix), ty = smooth (0.0, 1.0, y - iy);
  double top = mix (hash (ix, iy, seed), hash (ix + 1, iy, seed), tx);
  double bottom = mix (hash (ix, iy + 1, seed), hash (ix + 1, iy + 1, seed), tx);
  return mix (top, bottom, ty);
}

/* Octaves of noise, 0..1. */
static double
fractal (double x, double y, int octaves, uint32_t seed)
{
  double sum = 0.0, amplitude = 0.5, total = 0.0;
  for (int i = 0; i < octaves; i++)
    {
      sum += amplitude * noise (x, y, seed + (uint32_t) i);
      total += amplitude;
      amplitude *= 0.5;
      x *= 2.03;
      y *= 2.03;
    }
  return sum / total;
}

/* The crest of a ridge, as y. Folded noise gives sharp summits. */
static double
ridge_crest (const Ridge *ridge, double x)
{
  double folded = 1.0 - fabs (2.0 * fractal (x * ridge->frequency, 0.5, 3, ridge->seed) - 1.0);
  double detail = fractal (x * ridge->frequency * 9.0, 0.5, 6, ridge->seed + 100) - 0.5;
  return HORIZON - ridge->base - ridge->relief * (1.6 * folded - 0.75 + 0.28 * detail);
}

/* Conifers along the nearest crest: each column has one tree, half as wide as its column or wider.
 */
static double
tree_height (double x, double density, uint32_t seed)
{
  double best = 0.0;
  int column = (int) floor (x * density);
  for (int i = column - 1; i <= column + 1; i++)
    {
      double centre = (i + 0.2 + 0.6 * hash (i, 1, seed)) / density;
      double height = (0.4 + hash (i, 2, seed)) * 1.9 / density
                      * smooth (0.35, 0.6, noise (x * 3.0, 0.5, seed));
      double width = height * 0.23;
      double away = fabs (x - centre) / fmax (width, 1e-9);
      double boughs = 0.10 * noise (x * density * 9.0, i, seed + 5);
      if (away < 1.0)
        best = fmax (best, height * (1.0 - away) * (1.0 - boughs));
    }
  return best;
}

static void
survey_crests (void)
{
  for (int i = 0; i < N_RIDGES; i++)
    for (int column = 0; column <= COLUMNS; column++)
      {
        double x = (double) column / COLUMNS * WIDTH / HEIGHT;
        double trees = i == N_RIDGES - 1 ? tree_height (x, 95.0, 907) : 0.0;
        crests[i][column] = ridge_crest (&ridges[i], x) - trees;
      }
}

static double
crest_at (int ridge, double x)
{
  double column = fmin (fmax (x * HEIGHT / WIDTH, 0.0), 1.0) * COLUMNS;
  int left = (int) fmin (column, COLUMNS - 1);
  return mix (crests[ridge][left], crests[ridge][left + 1], column - left);
}

static Colour
sky (double x, double y)
{
  const Colour zenith = { 0.055, 0.135, 0.34 }, middle = { 0.33, 0.42, 0.60 },
               low = { 1.00, 0.60, 0.36 };
  double up = (HORIZON - y) / HORIZON;
  Colour c = up > 0.45 ? blend (middle, zenith, smooth (0.45, 1.05, up))
                       : blend (low, middle, smooth (0.02, 0.5, up));

  double distance = hypot (x - SUN_X, y - SUN_Y);
  double glow = exp (-distance * 4.2) * 0.75 + exp (-distance * 16.0) * 1.2;
  double disc = smooth (0.036, 0.032, distance) * 3.0;

  double sheet = fractal (x * 1.5 + 0.4 * y, y * 8.5, 6, 211);
  double veil = smooth (0.50, 0.80, sheet) * smooth (0.02, 0.25, up) * 0.75;
  double lit = 0.45 + 0.9 * exp (-distance * 1.6);
  Colour cloud = { 0.98 * lit, 0.66 * lit, 0.55 * lit };
  c = blend (c, cloud, veil);
  return (Colour){ c.r + glow * 1.0 + disc, c.g + glow * 0.62 + disc * 0.86,
                   c.b + glow * 0.28 + disc * 0.6 };
}

/* A mountainside seen through the air: gullies run down from the crest, snow lies high and far. */
static Colour
slope (const Ridge *ridge, double x, double y, double crest)
{
  double below = y - crest;
  double gully
      = fractal ((x + 0.5 * below) * ridge->frequency * 14.0, below * 20.0, 4, ridge->seed + 400);
  double light = smooth (0.36, 0.64, gully) * smooth (0.0, 0.3, ridge->haze);
  double snow = ridge->snow * smooth (0.075, 0.0, below - 0.05 * (gully - 0.5));
  Colour ground = blend (shade, sunlit, light);
  Colour white = blend ((Colour){ 0.20, 0.26, 0.40 }, (Colour){ 0.95, 0.62, 0.48 }, light);
  Colour c = blend (ground, white, snow);

  double near_sun = exp (-fabs (x - SUN_X) * 1.8);
  double mist = ridge->haze + 0.45 * sqrt (ridge->haze) * smooth (0.02, 0.16, below);
  return blend (c, blend (cool_air, warm_air, near_sun), mist);
}

/* All above the water line. */
static Colour
land_and_sky (double x, double y)
{
  for (int i = N_RIDGES - 1; i >= 0; i--)
    {
      double crest = crest_at (i, x);
      if (y > crest)
        return slope (&ridges[i], x, y, crest);
    }
  return sky (x, y);
}

/* The mirrored scene, moved by ripples that grow towards the viewer. */
static Colour
water (double x, double y)
{
  double depth = (y - HORIZON) / (1.0 - HORIZON);
  double fine = 1.0 / (0.02 + depth * 0.45);
  double wave = fractal (x * 7.0 * fine * 0.25, depth * 9.0 * fine, 4, 503) - 0.5;
  double calm = smooth (0.45, 0.7, fractal (x * 1.3, y * 14.0, 3, 577));
  double shift = wave * (0.01 + 0.10 * depth) * (1.0 - 0.7 * calm);
  Colour c = land_and_sky (x + shift * 0.35,
                           fmin (HORIZON - (y - HORIZON) * 1.04 + shift, HORIZON - 0.001));
  double dark = 0.86 - 0.34 * depth;
  Colour body = { 0.012, 0.036, 0.055 };
  return blend (body, c, dark);
}

/* The bank at the viewer's feet, against the light. */
static int
is_shore (double x, double y)
{
  if (y < 0.85)
    return 0;
  double bank
      = 1.02 - 0.13 * smooth (0.62, -0.1, x) - 0.035 * (fractal (x * 5.0, 0.5, 6, 601) - 0.3);
  return y > bank;
}

static Colour
shore (double x, double y)
{
  double grain = fractal (x * 40.0, y * 60.0, 5, 641);
  return (Colour){ 0.010 + 0.035 * grain * grain, 0.013 + 0.028 * grain * grain,
                   0.014 + 0.012 * grain };
}

static Colour
scene (double x, double y)
{
  if (is_shore (x, y))
    return shore (x, y);
  return y > HORIZON ? water (x, y) : land_and_sky (x, y);
}

/* Linear light to an sRGB byte, with a soft shoulder above white (after IEC 61966-2-1). */
static JSAMPLE
encode (double v)
{
  v = v > 0.7 ? 0.7 + 0.3 * (1.0 - exp (-(v - 0.7) / 0.3)) : fmax (v, 0.0);
  v = v <= 0.0031308 ? 12.92 * v : 1.055 * pow (v, 1.0 / 2.4) - 0.055;
  return (JSAMPLE) (v * 255.0 + 0.5);
}

/* Two samples on the diagonal against jagged crests, and a little sensor noise. */
static void
draw_row (JSAMPLE *row, int py)
{
  for (int px = 0; px < WIDTH; px++)
    {
      Colour a = scene ((px + 0.25) / HEIGHT, (py + 0.25) / HEIGHT);
      Colour b = scene ((px + 0.75) / HEIGHT, (py + 0.75) / HEIGHT);
      double grain = 1.0 + 0.035 * (hash (px, py, 701) + hash (px, py, 702) - 1.0);
      row[3 * px + 0] = encode ((a.r + b.r) * 0.5 * grain);
      row[3 * px + 1] = encode ((a.g + b.g) * 0.5 * grain);
      row[3 * px + 2] = encode ((a.b + b.b) * 0.5 * grain);
    }
}

static void
write_picture (FILE *file)
{
  struct jpeg_error_mgr errors;
  struct jpeg_compress_struct jpeg = { .err = jpeg_std_error (&errors) };
  jpeg_create_compress (&jpeg);
  jpeg_stdio_dest (&jpeg, file);
  jpeg.image_width = WIDTH;
  jpeg.image_height = HEIGHT;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults (&jpeg);
  jpeg_set_quality (&jpeg, QUALITY, TRUE);
  jpeg_start_compress (&jpeg, TRUE);

  static JSAMPLE row[WIDTH * 3];
  JSAMPROW rows[] = { row };
  for (int y = 0; y < HEIGHT; y++)
    {
      draw_row (row, y);
      jpeg_write_scanlines (&jpeg, rows, 1);
    }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
}

int
main (int argc, char *argv[])
{
  FILE *file = argc == 2 ? fopen (argv[1], "wb") : NULL;
  if (file == NULL)
    {
      fprintf (stderr, "usage: draw-sample OUTPUT.jpg\n");
      return EXIT_FAILURE;
    }
  survey_crests ();
  write_picture (file);
  if (ferror (file) != 0 || fclose (file) != 0)
    {
      perror (argv[1]);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
