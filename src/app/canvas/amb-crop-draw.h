/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How the crop rectangle looks: dimmed surroundings, a border, thirds, and handles. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* bounds: the widget; box: the crop. fine: more lines, to level by. */
void amb_crop_draw (GtkSnapshot *snapshot,
                    const graphene_rect_t *bounds,
                    const graphene_rect_t *box,
                    gboolean fine);

G_END_DECLS
