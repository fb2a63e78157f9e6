/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A main loop's source that another thread wakes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In the default main context: after each wake woken is called there, once for several that come
 * before it is, until it answers G_SOURCE_REMOVE. Transfer full. */
GSource *amb_wake_source_new (GSourceFunc woken, gpointer user_data);
/* Any thread. */
void amb_wake_source_wake (GSource *self);
/* Takes self. In the main loop's thread woken is not called any more. */
void amb_wake_source_free (GSource *self);

G_END_DECLS
