/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Mirrors the upright photo, before the quarter turns. */
#include "amb-operation.h"

#include <glib/gi18n-lib.h>

static const AmbParam params[] = {
  { .id = "horizontal",
    .title = N_("Flip horizontally"),
    .type = AMB_PARAM_BOOLEAN,
    .minimum = 0,
    .maximum = 1,
    .slider_min = 0,
    .slider_max = 1,
    .neutral = 0,
    .step = 1,
    .flags = AMB_PARAM_HIDDEN,
    .help = N_("Swaps left and right, as in a mirror.") },
  { .id = "vertical",
    .title = N_("Flip vertically"),
    .type = AMB_PARAM_BOOLEAN,
    .minimum = 0,
    .maximum = 1,
    .slider_min = 0,
    .slider_max = 1,
    .neutral = 0,
    .step = 1,
    .flags = AMB_PARAM_HIDDEN,
    .help = N_("Swaps top and bottom, as in a reflection on water.") },
};

const AmbOperation amb_operation_flip = {
  .id = "flip",
  .title = N_("Flip"),
  .help = N_("Mirrors the photo; pixels are moved and not changed (the mirrored orientations of "
              "Exif 2.32, tag 274)."),
  .section = AMB_SECTION_GEOMETRY,
  .kind = AMB_OP_GEOMETRY,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};
