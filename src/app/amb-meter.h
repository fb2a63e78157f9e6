/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the window from inside, only when AMBROTYPE_METER names a file: moments of interest, and
 * how long the main loop was busy. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads the environment and writes "start". Does nothing, at no cost, without AMBROTYPE_METER. Main
 * thread. */
void amb_meter_start (void);
/* Writes the histogram of busy times and gives the main context its poll function back. */
void amb_meter_stop (void);
gboolean amb_meter_is_on (void);
/* One JSON line {"event": name, "us": monotonic microseconds, "serial": serial}. name: a constant
 * of plain ASCII. */
void amb_meter_event (const char *name, guint serial);
/* Writes "first-frame"; what the loop was busy with before, GTK's own start, is counted apart from
 * then on. */
void amb_meter_first_frame (void);

G_END_DECLS
