/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How the crop rectangle looks: dimmed surroundings, a border, thirds, and handles. */
#include "amb-crop-draw.h"

#include <math.h>

enum
{
  HANDLE_LENGTH = 22, /* logical pixels */
  HANDLE_WIDTH = 3,
  THIRDS = 3,
  LEVELS = 9, /* parts while turning */
};

static const GdkRGBA dim = { 0, 0, 0, 0.6f };
static const GdkRGBA line = { 1, 1, 1, 0.35f };
static const GdkRGBA border = { 1, 1, 1, 0.85f };
static const GdkRGBA handle = { 1, 1, 1, 1 };
static const GdkRGBA shadow = { 0, 0, 0, 0.45f };

static void
fill (GtkSnapshot *snapshot, const GdkRGBA *colour, float x, float y, float width, float height)
{
  if (width > 0 && height > 0)
    gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
amb_crop_draw_dim (GtkSnapshot *snapshot, const graphene_rect_t *bounds, const graphene_rect_t *box)
{
  float right = box->origin.x + box->size.width;
  float bottom = box->origin.y + box->size.height;

  fill (snapshot, &dim, 0, 0, bounds->size.width, box->origin.y);
  fill (snapshot, &dim, 0, bottom, bounds->size.width, bounds->size.height - bottom);
  fill (snapshot, &dim, 0, box->origin.y, box->origin.x, box->size.height);
  fill (snapshot, &dim, right, box->origin.y, bounds->size.width - right, box->size.height);
}

static void
amb_crop_draw_lines (GtkSnapshot *snapshot, const graphene_rect_t *box, int parts)
{
  for (int i = 1; i < parts; i++)
    {
      float x = roundf (box->origin.x + box->size.width * (float) i / (float) parts);
      float y = roundf (box->origin.y + box->size.height * (float) i / (float) parts);

      fill (snapshot, &line, x, box->origin.y, 1, box->size.height);
      fill (snapshot, &line, box->origin.x, y, box->size.width, 1);
    }
}

static void
amb_crop_draw_border (GtkSnapshot *snapshot, const graphene_rect_t *box)
{
  GskRoundedRect outline;
  const float width[4] = { 1, 1, 1, 1 };
  const GdkRGBA colours[4] = { border, border, border, border };

  gsk_rounded_rect_init_from_rect (&outline, box, 0);
  gtk_snapshot_append_border (snapshot, &outline, width, colours);
}

static void
amb_crop_draw_bar (GtkSnapshot *snapshot, float x, float y, float width, float height)
{
  fill (snapshot, &shadow, x - 1, y - 1, width + 2, height + 2);
  fill (snapshot, &handle, x, y, width, height);
}

/* A corner is two bars outside the box, an edge one. */
static void
amb_crop_draw_handles (GtkSnapshot *snapshot, const graphene_rect_t *box)
{
  float left = box->origin.x - HANDLE_WIDTH, top = box->origin.y - HANDLE_WIDTH;
  float right = box->origin.x + box->size.width, bottom = box->origin.y + box->size.height;
  float across = MIN (HANDLE_LENGTH, box->size.width / 3);
  float down = MIN (HANDLE_LENGTH, box->size.height / 3);
  float middle_x = box->origin.x + (box->size.width - across) / 2;
  float middle_y = box->origin.y + (box->size.height - down) / 2;

  for (int i = 0; i < 2; i++)
    {
      float y = i == 0 ? top : bottom;
      float x = i == 0 ? left : right;

      amb_crop_draw_bar (snapshot, left, y, across + HANDLE_WIDTH, HANDLE_WIDTH);
      amb_crop_draw_bar (snapshot, middle_x, y, across, HANDLE_WIDTH);
      amb_crop_draw_bar (snapshot, right - across, y, across + HANDLE_WIDTH, HANDLE_WIDTH);
      amb_crop_draw_bar (snapshot, x, top, HANDLE_WIDTH, down + HANDLE_WIDTH);
      amb_crop_draw_bar (snapshot, x, middle_y, HANDLE_WIDTH, down);
      amb_crop_draw_bar (snapshot, x, bottom - down, HANDLE_WIDTH, down + HANDLE_WIDTH);
    }
}

void
amb_crop_draw (GtkSnapshot *snapshot,
               const graphene_rect_t *bounds,
               const graphene_rect_t *box,
               gboolean fine)
{
  amb_crop_draw_dim (snapshot, bounds, box);
  amb_crop_draw_lines (snapshot, box, fine ? LEVELS : THIRDS);
  amb_crop_draw_border (snapshot, box);
  amb_crop_draw_handles (snapshot, box);
}
