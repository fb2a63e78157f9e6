/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is too much for one turn of the main loop: done a few milliseconds at a time, or let go of
 * in a thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calls step again and again when the main loop has nothing more urgent to do (drawing is), until
 * it returns G_SOURCE_REMOVE; destroy (nullable) is called on data at the end. Each call should be
 * short. Returns the source's id: removing it is the end as well. Main thread. */
guint amb_portions_add (GSourceFunc step, gpointer data, GDestroyNotify destroy);

/* Calls destroy on data in a thread, soon: for what is large, and of no thread. */
void amb_free_in_thread (gpointer data, GDestroyNotify destroy);

G_END_DECLS
