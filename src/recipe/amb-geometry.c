/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pixels go. Orientations are 2 x 2 matrices of whole numbers about the centres of source and
 * frame, so that composing them is a product and undoing them a transposition. What moves inside
 * the frame is a product of 3 x 3 matrices about its centre, and the lens after it. */
#include "amb-geometry.h"

#include <math.h>
#include <string.h>
#include "amb-recipe-private.h"

static const double max_tilt = 30 * (G_PI / 180); /* of one slider at 100 */
static const double max_k1 = 0.2, max_k2 = 0.07;  /* of distortion at 100; see AmbLensFaults */
static const double max_fringe = 0.004;           /* of chromatic aberration at 100 */

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

/* --- Inside the frame: coordinates about its centre, pixels --- */

static gboolean
has_perspective (const AmbGeometry *self)
{
  gboolean has = self->tilt.x != 0 || self->tilt.y != 0;
  for (int i = 0; i < AMB_N_CORNERS; i++)
    has = has || self->corners[i].x != 0 || self->corners[i].y != 0;
  return has;
}

/* The photo as a camera sees it that was turned away by tilt: the homography of a rotation (R.
 * Hartley, A. Zisserman, Multiple View Geometry in Computer Vision, 2nd ed., 8.4.2) for a focal
 * length of the long edge, moved and scaled so that the centre and the size across the tilt stay.
 * This is the way back: along the tilt, a -> c a / (1 + s a), across it, b -> b / (1 + s a). */
static void
undo_tilt (const AmbGeometry *self, double m[9])
{
  const double f = amb_geometry_long_edge (self);
  const double angle = sqrt (self->tilt.x * self->tilt.x + self->tilt.y * self->tilt.y);
  const double x = angle > 0 ? self->tilt.x / angle : 0, y = angle > 0 ? self->tilt.y / angle : 0;
  double c, s;
  direction (angle, &c, &s);
  const double result[9]
      = { 1 + (c - 1) * x * x, (c - 1) * x * y, 0, (c - 1) * x * y, 1 + (c - 1) * y * y, 0,
          s * x / f,           s * y / f,       1 };
  memcpy (m, result, sizeof result);
}

static void
undo_corners (const AmbGeometry *self, double m[9])
{
  const double width = self->frame_width, height = self->frame_height;
  static const AmbPoint square[AMB_N_CORNERS] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };
  const double from_square[9] = { width, 0, -width / 2, 0, height, -height / 2, 0, 0, 1 };
  AmbPoint moved[AMB_N_CORNERS];
  for (int i = 0; i < AMB_N_CORNERS; i++)
    moved[i] = (AmbPoint){ (square[i].x + self->corners[i].x - 0.5) * width,
                           (square[i].y + self->corners[i].y - 0.5) * height };
  amb_projection_from_square (moved, m);
  amb_projection_invert (m, m);
  amb_projection_multiply (from_square, m, m);
}

/* Where the content of the frame was before perspective and straighten. */
static void
undo_inside (const AmbGeometry *self, double m[9])
{
  double c, s, step[9];
  direction (self->angle, &c, &s);
  const double turn[9] = { c, s, 0, -s, c, 0, 0, 0, 1 };
  memcpy (m, turn, sizeof turn);
  if (!has_perspective (self))
    return;
  undo_tilt (self, step);
  amb_projection_multiply (step, m, m);
  undo_corners (self, step);
  amb_projection_multiply (step, m, m);
  for (int i = 0; i < 9; i++)
    m[i] /= i < 8 ? m[8] : 1;
  m[8] = 1;
}

/* --- The crop --- */

double
amb_geometry_inscribed_scale (double width, double height, double angle)
{
  double c, s;
  direction (fabs (angle), &c, &s);
  double across = width / (width * c + height * s);
  double down = height / (width * s + height * c);
  return MIN (MIN (across, down), 1.0);
}

/* The largest rectangle that perspective leaves, whole pixels inside it. */
static AmbRect
inscribe_perspective (const AmbGeometry *self)
{
  const double x = self->frame_width / 2.0, y = self->frame_height / 2.0;
  const double near = 1e-6; /* pixels: of a whole number that rounding missed */
  AmbPoint corners[AMB_N_CORNERS] = { { -x, -y }, { x, -y }, { x, y }, { -x, y } };
  double m[9];
  undo_inside (self, m);
  amb_projection_invert (m, m);
  for (int i = 0; i < AMB_N_CORNERS; i++)
    amb_projection_apply (m, corners[i], &corners[i]);
  const AmbBox box = amb_projection_inscribe (corners, self->frame_width, self->frame_height);
  const int left = CLAMP ((int) ceil (x + box.x - near), 0, (int) self->frame_width - 1);
  const int top = CLAMP ((int) ceil (y + box.y - near), 0, (int) self->frame_height - 1);
  const int right = (int) floor (x + box.x + box.width + near);
  const int bottom = (int) floor (y + box.y + box.height + near);
  return (AmbRect){ left, top, MAX (MIN (right, (int) self->frame_width) - left, 1),
                    MAX (MIN (bottom, (int) self->frame_height) - top, 1) };
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
  else if (has_perspective (self))
    return inscribe_perspective (self);
  else if (self->angle != 0)
    {
      double scale = amb_geometry_inscribed_scale (width, height, self->angle);
      inscribe (width, scale, &rect.x, &rect.width);
      inscribe (height, scale, &rect.y, &rect.height);
    }
  return rect;
}

static void
read_inside (AmbGeometry *self, const AmbRecipe *recipe)
{
  double values[2 * AMB_N_CORNERS];
  self->lens = (AmbLensFaults){
    .k1 = amb_recipe_get (recipe, "distortion.amount") * (-max_k1 / 100),
    .k2 = amb_recipe_get (recipe, "distortion.edges") * (-max_k2 / 100),
    .red = amb_recipe_get (recipe, "chromatic-aberration.red-cyan") * (max_fringe / 100),
    .blue = amb_recipe_get (recipe, "chromatic-aberration.blue-yellow") * (max_fringe / 100),
  };
  amb_recipe_get_values (recipe, amb_operations_find ("perspective-corners"), values);
  for (int i = 0; i < AMB_N_CORNERS; i++)
    self->corners[i] = (AmbPoint){ values[2 * i], values[2 * i + 1] };
  self->tilt = (AmbPoint){ amb_recipe_get (recipe, "perspective.horizontal") * (max_tilt / 100),
                           amb_recipe_get (recipe, "perspective.vertical") * (-max_tilt / 100) };
  self->angle = amb_recipe_get (recipe, "straighten.angle") * (G_PI / 180.0);
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
                         .frame_height = swaps ? source_width : source_height };
  read_inside (self, recipe);
  if (flags & AMB_GEOMETRY_WHOLE_FRAME)
    self->crop = (AmbRect){ 0, 0, (int) self->frame_width, (int) self->frame_height };
  else
    self->crop = choose_crop (self, recipe);
}

AmbGeometry
amb_geometry_untouched (const AmbGeometry *self)
{
  return (AmbGeometry){ .source_width = self->source_width,
                        .source_height = self->source_height,
                        .orientation = self->orientation,
                        .frame_width = self->frame_width,
                        .frame_height = self->frame_height,
                        .crop = { 0, 0, (int) self->frame_width, (int) self->frame_height } };
}

gboolean
amb_geometry_is_plain (const AmbGeometry *self)
{
  return !has_perspective (self) && amb_lens_faults_are_none (&self->lens);
}

gboolean
amb_geometry_is_exact (const AmbGeometry *self)
{
  return self->angle == 0 && amb_geometry_is_plain (self);
}

guint
amb_geometry_long_edge (const AmbGeometry *self)
{
  return MAX (self->frame_width, self->frame_height);
}

/* Output to where the content of the frame was, pixels about its centre. */
static void
output_to_frame (const AmbGeometry *self, double scale_x, double scale_y, double m[9])
{
  const double place[9] = { 1 / scale_x, 0,           self->crop.x - self->frame_width / 2.0,
                            0,           1 / scale_y, self->crop.y - self->frame_height / 2.0,
                            0,           0,           1 };
  undo_inside (self, m);
  amb_projection_multiply (m, place, m);
}

/* The frame is T (source) about the centres: so source = T' (frame - its centre) + source centre,
 * with ' the transposed matrix. */
void
amb_geometry_to_source (const AmbGeometry *self, double scale_x, double scale_y, double matrix[9])
{
  const Turn turn = orientations[self->orientation];
  const double to_source[9] = { turn.xx, turn.yx, self->source_width / 2.0,
                                turn.xy, turn.yy, self->source_height / 2.0,
                                0,       0,       1 };
  output_to_frame (self, scale_x, scale_y, matrix);
  amb_projection_multiply (to_source, matrix, matrix);
}

void
amb_geometry_get_map (const AmbGeometry *self, double scale_x, double scale_y, AmbGeometryMap *map)
{
  const double width = self->frame_width, height = self->frame_height;
  map->centre = (AmbPoint){ width / 2, height / 2 };
  map->half_diagonal = sqrt (width * width + height * height) / 2;
  output_to_frame (self, scale_x, scale_y, map->matrix);
  for (int i = 0; i < 6; i++)
    map->matrix[i] /= map->half_diagonal;
  amb_lens_init (&map->lens, &self->lens, width, height);
}

gboolean
amb_geometry_map_apply (const AmbGeometryMap *self, guint channel, AmbPoint output, AmbPoint *frame)
{
  AmbPoint at;
  if (!amb_projection_apply (self->matrix, output, &at))
    return FALSE;
  const double factor = amb_lens_factor (&self->lens, at.x * at.x + at.y * at.y)
                        * self->lens.channel[channel] * self->half_diagonal;
  *frame = (AmbPoint){ at.x * factor + self->centre.x, at.y * factor + self->centre.y };
  return TRUE;
}

/* The lens leaves nothing inside the frame empty, and a rectangle is inside the four sides that
 * perspective leaves of the frame when its corners are. */
gboolean
amb_geometry_map_covers (const AmbGeometryMap *self, double width, double height)
{
  const double slack = 1e-6;
  for (int corner = 0; corner < 4; corner++)
    {
      const AmbPoint output = { corner & 1 ? width : 0, corner & 2 ? height : 0 };
      AmbPoint at;
      if (!amb_projection_apply (self->matrix, output, &at)
          || fabs (at.x) * self->half_diagonal > self->centre.x + slack
          || fabs (at.y) * self->half_diagonal > self->centre.y + slack)
        return FALSE;
    }
  return TRUE;
}

static double
length_of (AmbPoint from, AmbPoint to)
{
  return sqrt ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y));
}

/* By differences over one pixel, at points of a grid: maps are smooth. */
AmbPoint
amb_geometry_map_finest (const AmbGeometryMap *self, double width, double height)
{
  enum
  {
    POINTS = 17,
  };
  AmbPoint finest = { INFINITY, INFINITY };
  for (int i = 0; i < POINTS * POINTS; i++)
    {
      const double x = width * (i % POINTS) / (POINTS - 1),
                   y = height * (i / POINTS) / (POINTS - 1);
      AmbPoint left, right, above, below;
      if (!amb_geometry_map_apply (self, 1, (AmbPoint){ x - 0.5, y }, &left)
          || !amb_geometry_map_apply (self, 1, (AmbPoint){ x + 0.5, y }, &right)
          || !amb_geometry_map_apply (self, 1, (AmbPoint){ x, y - 0.5 }, &above)
          || !amb_geometry_map_apply (self, 1, (AmbPoint){ x, y + 0.5 }, &below))
        continue;
      const AmbPoint row = { right.x - left.x, below.x - above.x };
      const AmbPoint column = { right.y - left.y, below.y - above.y };
      finest.x = MIN (finest.x, length_of ((AmbPoint){ 0, 0 }, row));
      finest.y = MIN (finest.y, length_of ((AmbPoint){ 0, 0 }, column));
    }
  return finest;
}

gboolean
amb_geometry_crop_fits (const AmbGeometry *self, const double crop[4])
{
  const double width = self->frame_width, height = self->frame_height;
  const double tolerance = 1e-6 * MAX (width, height);
  double m[9];
  undo_inside (self, m);
  for (int corner = 0; corner < 4; corner++)
    {
      const AmbPoint seen = { (crop[0] + (corner & 1 ? crop[2] : 0) - 0.5) * width,
                              (crop[1] + (corner & 2 ? crop[3] : 0) - 0.5) * height };
      AmbPoint was;
      if (!amb_projection_apply (m, seen, &was) || fabs (was.x) > width / 2 + tolerance
          || fabs (was.y) > height / 2 + tolerance)
        return FALSE;
    }
  return TRUE;
}
