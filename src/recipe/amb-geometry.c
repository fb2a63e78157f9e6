/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pixels go. Orientations are 2 x 2 matrices of whole numbers about the centres of source and
 * frame, so that composing them is a product and undoing them a transposition. */
#include "amb-geometry.h"

#include <math.h>
#include <string.h>
#include "amb-recipe-private.h"

/* Source direction to frame direction, row-major, y downwards. */
typedef struct
{
  int xx, xy, yx, yy;
} Turn;

/* Exif 2.32, tag 274: where the stored row 0 and column 0 are seen. */
static const Turn orientations[] = {
  [1] = { 1, 0, 0, 1 },   /* as stored */
  [2] = { -1, 0, 0, 1 },  /* left and right swapped */
  [3] = { -1, 0, 0, -1 }, /* half a turn */
  [4] = { 1, 0, 0, -1 },  /* top and bottom swapped */
  [5] = { 0, 1, 1, 0 },   /* about the falling diagonal */
  [6] = { 0, -1, 1, 0 },  /* a quarter turn clockwise to see it upright */
  [7] = { 0, -1, -1, 0 }, /* about the rising diagonal */
  [8] = { 0, 1, -1, 0 },  /* a quarter turn counter-clockwise */
};

/* first, then second */
static Turn
compose (Turn second, Turn first)
{
  return (Turn){ second.xx * first.xx + second.xy * first.yx,
                 second.xx * first.xy + second.xy * first.yy,
                 second.yx * first.xx + second.yy * first.yx,
                 second.yx * first.xy + second.yy * first.yy };
}

static int
orientation_of (Turn turn)
{
  for (int i = 1; i < (int) G_N_ELEMENTS (orientations); i++)
    if (memcmp (&orientations[i], &turn, sizeof turn) == 0)
      return i;
  g_return_val_if_reached (1);
}

static int
compose_orientation (const AmbRecipe *recipe, int exif_orientation)
{
  int known = exif_orientation >= 1 && exif_orientation <= 8 ? exif_orientation : 1;
  Turn turn = orientations[known];
  if (amb_recipe_get (recipe, "flip.horizontal") != 0)
    turn = compose (orientations[2], turn);
  if (amb_recipe_get (recipe, "flip.vertical") != 0)
    turn = compose (orientations[4], turn);
  for (int i = (int) amb_recipe_get (recipe, "rotate.quarter-turns"); i > 0; i--)
    turn = compose (orientations[6], turn);
  return orientation_of (turn);
}

/* Cosine and sine by their Taylor series, to the last bit or two for angles up to 45 degrees: the C
 * library's differ between processors, and with them would the pixels. */
static void
direction (double angle, double *cosine, double *sine)
{
  double square = angle * angle, c = 1, s = 1;
  for (int n = 26; n > 0; n -= 2)
    {
      c = 1 - c * square / (n * (n - 1));
      s = 1 - s * square / (n * (n + 1));
    }
  *cosine = c;
  *sine = s * angle;
}

double
amb_geometry_inscribed_scale (double width, double height, double angle)
{
  double c, s;
  direction (fabs (angle), &c, &s);
  double across = width / (width * c + height * s);
  double down = height / (width * s + height * c);
  return MIN (MIN (across, down), 1.0);
}

/* One axis of the largest rectangle: the same rounding, inwards, on both sides. */
static void
inscribe (int size, double scale, int *start, int *length)
{
  int margin = (int) ceil (size * (1.0 - scale) / 2.0);
  *start = MIN (margin, (size - 1) / 2);
  *length = size - 2 * *start;
}

/* One axis of a crop, from fractions. An edge between two pixels goes inwards on both sides, so
 * that a turned or mirrored crop holds the same pixels; in whole billionths of a pixel, so that no
 * rounding comes before this one. */
static void
round_crop (int size, double start, double length, int *first, int *count)
{
  const gint64 half = AMB_RECIPE_FRACTIONS / 2;
  gint64 from = llround (start * AMB_RECIPE_FRACTIONS) * size;
  gint64 to = from + llround (length * AMB_RECIPE_FRACTIONS) * size;
  int first_pixel = (int) ((from + half) / AMB_RECIPE_FRACTIONS);
  int end_pixel
      = (int) ((MIN (to, (gint64) size * AMB_RECIPE_FRACTIONS) + half - 1) / AMB_RECIPE_FRACTIONS);

  *first = CLAMP (first_pixel, 0, size - 1);
  *count = MAX (end_pixel - *first, 1);
}

static AmbRect
choose_crop (const AmbGeometry *self, const AmbRecipe *recipe)
{
  const AmbOperation *op = amb_operations_find ("crop");
  int width = (int) self->frame_width, height = (int) self->frame_height;
  double crop[4];
  AmbRect rect = { 0, 0, width, height };
  amb_recipe_get_values (recipe, op, crop);

  if (!amb_operation_is_neutral (op, crop))
    {
      round_crop (width, crop[0], crop[2], &rect.x, &rect.width);
      round_crop (height, crop[1], crop[3], &rect.y, &rect.height);
    }
  else if (self->angle != 0)
    {
      double scale = amb_geometry_inscribed_scale (width, height, self->angle);
      inscribe (width, scale, &rect.x, &rect.width);
      inscribe (height, scale, &rect.y, &rect.height);
    }
  return rect;
}

void
amb_geometry_init (AmbGeometry *self,
                   const AmbRecipe *recipe,
                   guint source_width,
                   guint source_height,
                   int exif_orientation,
                   AmbGeometryFlags flags)
{
  int orientation = compose_orientation (recipe, exif_orientation);
  gboolean swaps = orientation >= 5;
  *self = (AmbGeometry){ .source_width = source_width,
                         .source_height = source_height,
                         .orientation = orientation,
                         .frame_width = swaps ? source_height : source_width,
                         .frame_height = swaps ? source_width : source_height,
                         .angle = amb_recipe_get (recipe, "straighten.angle") * (G_PI / 180.0) };
  if (flags & AMB_GEOMETRY_WHOLE_FRAME)
    self->crop = (AmbRect){ 0, 0, (int) self->frame_width, (int) self->frame_height };
  else
    self->crop = choose_crop (self, recipe);
}

gboolean
amb_geometry_is_exact (const AmbGeometry *self)
{
  return self->angle == 0;
}

guint
amb_geometry_long_edge (const AmbGeometry *self)
{
  return MAX (self->frame_width, self->frame_height);
}

/* The content was turned by R (angle) about the centre of the frame, and the frame is T (source)
 * about the centres: so source = T' R' (crop + out / scale - frame centre) + source centre, with '
 * the transposed matrix. */
void
amb_geometry_to_source (const AmbGeometry *self, double scale_x, double scale_y, double matrix[9])
{
  const Turn turn = orientations[self->orientation];
  double c, s;
  direction (self->angle, &c, &s);
  double xx = turn.xx * c - turn.yx * s, xy = turn.xx * s + turn.yx * c;
  double yx = turn.xy * c - turn.yy * s, yy = turn.xy * s + turn.yy * c;
  double x = self->crop.x - self->frame_width / 2.0, y = self->crop.y - self->frame_height / 2.0;

  const double result[9] = { xx / scale_x,
                             xy / scale_y,
                             xx * x + xy * y + self->source_width / 2.0,
                             yx / scale_x,
                             yy / scale_y,
                             yx * x + yy * y + self->source_height / 2.0,
                             0,
                             0,
                             1 };
  memcpy (matrix, result, sizeof result);
}

gboolean
amb_geometry_crop_fits (double frame_width, double frame_height, double angle, const double crop[4])
{
  const double tolerance = 1e-6 * MAX (frame_width, frame_height);
  double c, s;
  direction (angle, &c, &s);
  for (int corner = 0; corner < 4; corner++)
    {
      double x = (crop[0] + (corner & 1 ? crop[2] : 0) - 0.5) * frame_width;
      double y = (crop[1] + (corner & 2 ? crop[3] : 0) - 0.5) * frame_height;
      if (fabs (x * c + y * s) > frame_width / 2 + tolerance
          || fabs (y * c - x * s) > frame_height / 2 + tolerance)
        return FALSE;
    }
  return TRUE;
}
