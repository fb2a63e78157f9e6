/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A photo decoded at one or more reductions, in a thread of its own, coarse before fine. */
#pragma once

#include "amb-source-photo.h"
#include "amb-reporter.h"

G_BEGIN_DECLS

typedef struct _AmbViewLevels AmbViewLevels;

/* photo: borrowed, its decoder is used by the thread from now on. reporter: copied. changed: called
 * in that thread whenever a level came or failed. */
AmbViewLevels *amb_view_levels_new (AmbSourcePhoto *photo,
                                    const AmbReporter *reporter,
                                    GFunc changed,
                                    gpointer user_data);
/* Stops the decoder and waits for it. Nobody may still use a level. */
void amb_view_levels_free (AmbViewLevels *self);

/* Asks for a level. Does not wait. Any thread. */
void amb_view_levels_want (AmbViewLevels *self, guint reduction);

/* The cheapest decoded level of at most that reduction; when there is none and coarser is TRUE, or
 * the level cannot be had, the finest there is. NULL: nothing yet. error (out, nullable): set when
 * nothing will come. Borrowed until free. Any thread. */
AmbDecoded *
amb_view_levels_get (AmbViewLevels *self, guint reduction, gboolean coarser, GError **error);

G_END_DECLS
