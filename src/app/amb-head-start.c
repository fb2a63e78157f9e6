/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The first photo's way to its worker, begun before GTK is.
 *
 * DESIGN. GTK keeps the main thread busy for some 200 ms until its first window stands. A worker
 * answers OPENED 10 to 20 ms after it was spawned; so the loop runs until then, at most OPENED_MS,
 * and until the request for a frame is on its way, SENT_MS. The decode then takes place while GTK
 * starts. The edits of last time are read by another thread in the same time, so that the first
 * frame has them. The canvas size is a guess from the settings: where it is wrong, the frame
 * is stretched until the right one comes. */
#include "amb-head-start.h"

#include "amb-place.h"

enum
{
  OPENED_MS = 40,     /* limit; a worker that is slower is not waited for */
  SENT_MS = 14,       /* for the frame buffers, made in a thread, and the request */
  HEADER_HEIGHT = 47, /* logical pixels */
  PANEL_WIDTH = 331,
  NAP_US = 300,
};

static void
amb_head_start_guess (AmbPhoto *photo, GSettings *settings)
{
  gboolean panel = g_settings_get_boolean (settings, "panel-visible");
  AmbPlace place = {
    .view_width = g_settings_get_int (settings, "window-width") - (panel ? PANEL_WIDTH : 0),
    .view_height = g_settings_get_int (settings, "window-height") - HEADER_HEIGHT,
    .fit = TRUE,
  };
  AmbViewport viewport = { 0 };
  AmbGeometry geometry;

  if (!amb_photo_get_geometry (photo, AMB_GEOMETRY_DEFAULT, &geometry))
    return;
  place.photo_width = geometry.crop.width;
  place.photo_height = geometry.crop.height;
  amb_place_update (&place);
  viewport.scale = place.scale;
  viewport.region = amb_place_visible (&place);
  if (!amb_rect_is_empty (&viewport.region))
    amb_view_set_viewport (amb_photo_get_view (photo), &viewport);
}

static gboolean
amb_head_start_is_waiting (AmbPhoto *photo)
{
  AmbView *view = amb_photo_get_view (photo);

  return (amb_view_get_state (view) == AMB_VIEW_OPENING && amb_view_get_info (view) == NULL)
         || amb_edit_keeper_is_reading (amb_photo_get_keeper (photo));
}

static void
amb_head_start_turn (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (NAP_US);
}

AmbPhoto *
amb_head_start (AmbPool *pool, AmbJournal *journal, GFile *file, GSettings *settings)
{
  AmbPhoto *photo = amb_photo_new (pool, journal, file);
  AmbView *view = amb_photo_get_view (photo);
  gint64 until = g_get_monotonic_time () + OPENED_MS * G_TIME_SPAN_MILLISECOND;

  while (amb_head_start_is_waiting (photo) && g_get_monotonic_time () < until)
    amb_head_start_turn ();
  amb_head_start_guess (photo, settings);
  until = g_get_monotonic_time () + SENT_MS * G_TIME_SPAN_MILLISECOND;
  while (amb_view_get_info (view) != NULL && g_get_monotonic_time () < until)
    amb_head_start_turn ();
  return photo;
}
