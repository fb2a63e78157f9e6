/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The crop rectangle as it is dragged: kept inside the turned photo, and in its ratio. Pure maths.
 */
#include "amb-crop-box.h"

enum
{
  MIN_PX = 16,
  BISECTIONS = 30,
};

gboolean
amb_crop_box_fits (const AmbCropBox *box, const AmbCropLimits *limits)
{
  const double slack = 1e-9;
  const double crop[4] = { box->left, box->top, box->width, box->height };

  return box->left >= -slack && box->top >= -slack && box->left + box->width <= 1 + slack
         && box->top + box->height <= 1 + slack && amb_geometry_crop_fits (&limits->geometry, crop);
}

/* The limits' ratio in fractions of the frame. */
static double
amb_crop_limits_shape (const AmbCropLimits *limits)
{
  return limits->ratio * limits->geometry.frame_height / limits->geometry.frame_width;
}

static AmbCropBox
amb_crop_box_between (const AmbCropBox *a, const AmbCropBox *b, double t)
{
  return (AmbCropBox){ a->left + (b->left - a->left) * t, a->top + (b->top - a->top) * t,
                       a->width + (b->width - a->width) * t,
                       a->height + (b->height - a->height) * t };
}

/* The last box that fits on the way from inside to wanted: what fits is convex, so bisecting finds
 * it. */
static AmbCropBox
amb_crop_box_towards (const AmbCropBox *inside,
                      const AmbCropBox *wanted,
                      const AmbCropLimits *limits)
{
  double low = 0, high = 1;

  if (amb_crop_box_fits (wanted, limits))
    return *wanted;
  for (int i = 0; i < BISECTIONS; i++)
    {
      double middle = (low + high) / 2;
      AmbCropBox box = amb_crop_box_between (inside, wanted, middle);

      if (amb_crop_box_fits (&box, limits))
        low = middle;
      else
        high = middle;
    }
  return amb_crop_box_between (inside, wanted, low);
}

/* Slides along an edge: what is left of each direction is tried alone. */
static AmbCropBox
amb_crop_box_move (const AmbCropBox *start, double dx, double dy, const AmbCropLimits *limits)
{
  AmbCropBox wanted = { start->left + dx, start->top + dy, start->width, start->height };
  AmbCropBox box = amb_crop_box_towards (start, &wanted, limits);
  AmbCropBox across = { wanted.left, box.top, box.width, box.height };
  AmbCropBox down;

  box = amb_crop_box_towards (&box, &across, limits);
  down = (AmbCropBox){ box.left, wanted.top, box.width, box.height };
  return amb_crop_box_towards (&box, &down, limits);
}

/* A corner keeps the opposite one in its place, an edge the middle of the opposite one. */
static AmbCropBox
amb_crop_box_keep_ratio (const AmbCropBox *start,
                         const AmbCropBox *dragged,
                         AmbCropHandle handle,
                         const AmbCropLimits *limits)
{
  double shape = amb_crop_limits_shape (limits);
  gboolean across = handle & (AMB_CROP_LEFT | AMB_CROP_RIGHT);
  gboolean down = handle & (AMB_CROP_TOP | AMB_CROP_BOTTOM);
  AmbCropBox box = *dragged;

  if (across && (!down || box.width / shape > box.height))
    box.height = box.width / shape;
  else
    box.width = box.height * shape;
  if (handle & AMB_CROP_LEFT)
    box.left = start->left + start->width - box.width;
  else if (!across)
    box.left = start->left + (start->width - box.width) / 2;
  if (handle & AMB_CROP_TOP)
    box.top = start->top + start->height - box.height;
  else if (!down)
    box.top = start->top + (start->height - box.height) / 2;
  return box;
}

static AmbCropBox
amb_crop_box_resize (const AmbCropBox *start,
                     AmbCropHandle handle,
                     double dx,
                     double dy,
                     const AmbCropLimits *limits)
{
  double least_x = MIN ((double) MIN_PX / limits->geometry.frame_width, start->width);
  double least_y = MIN ((double) MIN_PX / limits->geometry.frame_height, start->height);
  AmbCropBox box = *start;

  if (handle & AMB_CROP_LEFT)
    {
      box.width = MAX (start->width - dx, least_x);
      box.left = start->left + start->width - box.width;
    }
  if (handle & AMB_CROP_RIGHT)
    box.width = MAX (start->width + dx, least_x);
  if (handle & AMB_CROP_TOP)
    {
      box.height = MAX (start->height - dy, least_y);
      box.top = start->top + start->height - box.height;
    }
  if (handle & AMB_CROP_BOTTOM)
    box.height = MAX (start->height + dy, least_y);
  return limits->ratio > 0 ? amb_crop_box_keep_ratio (start, &box, handle, limits) : box;
}

/* Without a ratio, a corner that is stopped in one direction still goes on in the other. */
AmbCropBox
amb_crop_box_drag (const AmbCropBox *start,
                   AmbCropHandle handle,
                   double dx,
                   double dy,
                   const AmbCropLimits *limits)
{
  AmbCropBox wanted, box;

  if (handle == AMB_CROP_INSIDE)
    return amb_crop_box_move (start, dx, dy, limits);
  wanted = amb_crop_box_resize (start, handle, dx, dy, limits);
  box = amb_crop_box_towards (start, &wanted, limits);
  if (limits->ratio > 0)
    return box;
  wanted = (AmbCropBox){ wanted.left, box.top, wanted.width, box.height };
  box = amb_crop_box_towards (&box, &wanted, limits);
  wanted = amb_crop_box_resize (start, handle, dx, dy, limits);
  wanted = (AmbCropBox){ box.left, wanted.top, box.width, wanted.height };
  return amb_crop_box_towards (&box, &wanted, limits);
}

AmbCropBox
amb_crop_box_fit (const AmbCropBox *box, const AmbCropLimits *limits)
{
  AmbCropBox middle = { 0.5, 0.5, 0, 0 };
  AmbCropBox point = { box->left + box->width / 2, box->top + box->height / 2, 0, 0 };
  AmbCropBox around;

  if (amb_crop_box_fits (box, limits))
    return *box;
  point = amb_crop_box_towards (&middle, &point, limits);
  around = (AmbCropBox){ point.left - box->width / 2, point.top - box->height / 2, box->width,
                         box->height };
  return amb_crop_box_towards (&point, &around, limits);
}

AmbCropBox
amb_crop_box_with_ratio (const AmbCropBox *box, const AmbCropLimits *limits)
{
  double shape = amb_crop_limits_shape (limits);
  AmbCropBox shaped = *box;

  if (limits->ratio <= 0)
    return *box;
  if (box->width / shape > box->height)
    shaped.width = box->height * shape;
  else
    shaped.height = box->width / shape;
  shaped.left = box->left + (box->width - shaped.width) / 2;
  shaped.top = box->top + (box->height - shaped.height) / 2;
  return amb_crop_box_fit (&shaped, limits);
}
