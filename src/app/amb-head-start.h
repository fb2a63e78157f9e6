/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The first photo's way to its worker, begun before GTK is. */
#pragma once

#include "amb-photo.h"

G_BEGIN_DECLS

/* Opens file and asks for its first frame as the window of settings will show it. Runs the main
 * context for some milliseconds: what it dispatches must not need GTK. Transfer full; a photo that
 * fails says so as any other. */
AmbPhoto *amb_head_start (AmbPool *pool, AmbJournal *journal, GFile *file, GSettings *settings);

G_END_DECLS
