/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves through control points. */
#include "amb-spline.h"

#include <math.h>
#include "amb-number.h"

const AmbSpline amb_spline_identity = { 2, { { 0, 0 }, { 1, 1 } } };

static gboolean
is_fraction (double value)
{
  return value >= 0 && value <= 1;
}

gboolean
amb_spline_is_valid (const AmbSpline *self)
{
  if (self->n_points < 2 || self->n_points > AMB_SPLINE_MAX_POINTS)
    return FALSE;
  for (guint i = 0; i < self->n_points; i++)
    if (!is_fraction (self->points[i].x) || !is_fraction (self->points[i].y)
        || (i > 0 && !(self->points[i].x > self->points[i - 1].x)))
      return FALSE;
  return TRUE;
}

gboolean
amb_spline_equal (const AmbSpline *a, const AmbSpline *b)
{
  if (a->n_points != b->n_points)
    return FALSE;
  for (guint i = 0; i < a->n_points; i++)
    if (a->points[i].x != b->points[i].x || a->points[i].y != b->points[i].y)
      return FALSE;
  return TRUE;
}

static double
secant (const AmbSpline *self, guint i)
{
  const AmbSplinePoint *a = &self->points[i], *b = &self->points[i + 1];
  return (b->y - a->y) / (b->x - a->x);
}

void
amb_spline_slopes (const AmbSpline *self, double slopes[AMB_SPLINE_MAX_POINTS])
{
  guint last = self->n_points - 1;
  slopes[0] = secant (self, 0);
  slopes[last] = secant (self, last - 1);
  for (guint i = 1; i < last; i++)
    {
      double before = secant (self, i - 1), after = secant (self, i);
      slopes[i] = before * after > 0 ? (before + after) / 2 : 0;
    }
  for (guint i = 0; i < last; i++)
    {
      double straight = secant (self, i);
      double squares = slopes[i] * slopes[i] + slopes[i + 1] * slopes[i + 1];
      double limit = 3 * fabs (straight);
      if (squares <= limit * limit)
        continue;
      slopes[i] *= limit / sqrt (squares);
      slopes[i + 1] *= limit / sqrt (squares);
    }
}

/* The piece that holds x; its first point's index. */
static guint
find_piece (const AmbSpline *self, double x)
{
  guint i = 0;
  while (i + 2 < self->n_points && x >= self->points[i + 1].x)
    i++;
  return i;
}

double
amb_spline_at (const AmbSpline *self, const double slopes[AMB_SPLINE_MAX_POINTS], double x)
{
  guint i = find_piece (self, x), last = self->n_points - 1;
  const AmbSplinePoint *a = &self->points[i], *b = &self->points[i + 1];
  if (x <= self->points[0].x)
    return self->points[0].y + slopes[0] * (x - self->points[0].x);
  if (x >= self->points[last].x)
    return self->points[last].y + slopes[last] * (x - self->points[last].x);

  double width = b->x - a->x, t = (x - a->x) / width;
  double from_b = t * t * (3 - 2 * t); /* cubic Hermite */
  return a->y + (b->y - a->y) * from_b
         + width * t * (1 - t) * ((1 - t) * slopes[i] - t * slopes[i + 1]);
}

double
amb_spline_slope_at (const AmbSpline *self, const double slopes[AMB_SPLINE_MAX_POINTS], double x)
{
  guint i = find_piece (self, x), last = self->n_points - 1;
  const AmbSplinePoint *a = &self->points[i], *b = &self->points[i + 1];
  if (x <= self->points[0].x)
    return slopes[0];
  if (x >= self->points[last].x)
    return slopes[last];

  double t = (x - a->x) / (b->x - a->x);
  return 6 * t * (1 - t) * secant (self, i) + (1 - t) * (1 - 3 * t) * slopes[i]
         + t * (3 * t - 2) * slopes[i + 1];
}

GVariant *
amb_spline_to_variant (const AmbSpline *self)
{
  GVariantBuilder builder;
  g_variant_builder_init (&builder, AMB_SPLINE_VARIANT_TYPE);
  for (guint i = 0; i < self->n_points; i++)
    g_variant_builder_add (&builder, "(dd)", self->points[i].x, self->points[i].y);
  return g_variant_builder_end (&builder);
}

/* The child of an array or a tuple, out of any variants around it. Transfer full. */
static GVariant *
get_child (GVariant *container, gsize index)
{
  GVariant *child = g_variant_get_child_value (container, index);
  while (g_variant_is_of_type (child, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *inner = g_variant_get_variant (child);
      g_variant_unref (child);
      child = inner;
    }
  return child;
}

static gboolean
read_coordinate (GVariant *point, gsize index, double *coordinate)
{
  g_autoptr (GVariant) value = get_child (point, index);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    *coordinate = g_variant_get_double (value) + 0.0; /* + 0.0: no negative zero */
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    *coordinate = (double) g_variant_get_int64 (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    *coordinate = g_variant_get_int32 (value);
  else
    return FALSE;
  return TRUE;
}

static gboolean
read_point (GVariant *list, gsize index, AmbSplinePoint *point)
{
  g_autoptr (GVariant) pair = get_child (list, index);
  return g_variant_is_container (pair) && !g_variant_is_of_type (pair, G_VARIANT_TYPE_MAYBE)
         && g_variant_n_children (pair) == 2 && read_coordinate (pair, 0, &point->x)
         && read_coordinate (pair, 1, &point->y);
}

static gboolean
read_list (GVariant *list, AmbSpline *self)
{
  AmbSpline read = { 0 };
  gsize n = g_variant_is_of_type (list, G_VARIANT_TYPE_ARRAY) ? g_variant_n_children (list) : 0;
  if (n < 2 || n > AMB_SPLINE_MAX_POINTS)
    return FALSE;
  read.n_points = (guint) n;
  for (guint i = 0; i < read.n_points; i++)
    if (!read_point (list, i, &read.points[i]))
      return FALSE;
  if (!amb_spline_is_valid (&read))
    return FALSE;
  *self = read;
  return TRUE;
}

gboolean
amb_spline_from_variant (GVariant *variant, AmbSpline *self)
{
  g_autoptr (GVariant) wrapped = g_variant_ref_sink (g_variant_new_variant (variant));
  g_autoptr (GVariant) value = get_child (wrapped, 0);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return amb_spline_from_text (g_variant_get_string (value, NULL), self);
  return read_list (value, self);
}

char *
amb_spline_to_text (const AmbSpline *self)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < self->n_points; i++)
    {
      g_autofree char *x = amb_number_to_string (self->points[i].x);
      g_autofree char *y = amb_number_to_string (self->points[i].y);
      g_string_append_printf (text, "%s%s,%s", i > 0 ? " " : "", x, y);
    }
  return g_string_free (text, FALSE);
}

/* The number at *text and then the character that must follow it (NUL for none); moves *text past
 * both. */
static gboolean
take_number (const char **text, char follows, double *number)
{
  char *end;
  *number = g_ascii_strtod (*text, &end) + 0.0;
  if (end == *text || g_ascii_isspace (**text) || (follows != '\0' && *end != follows))
    return FALSE;
  *text = end + (follows != '\0');
  return TRUE;
}

gboolean
amb_spline_from_text (const char *text, AmbSpline *self)
{
  AmbSpline read = { 0 };
  for (const char *p = text; *p != '\0';)
    {
      if (g_ascii_isspace (*p))
        {
          p++;
          continue;
        }
      if (read.n_points == AMB_SPLINE_MAX_POINTS)
        return FALSE;
      AmbSplinePoint *point = &read.points[read.n_points++];
      if (!take_number (&p, ',', &point->x) || !take_number (&p, '\0', &point->y)
          || (*p != '\0' && !g_ascii_isspace (*p)))
        return FALSE;
    }
  if (!amb_spline_is_valid (&read))
    return FALSE;
  *self = read;
  return TRUE;
}
