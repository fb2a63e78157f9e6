/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the flipped photo by quarter turns, clockwise. */
#include "amb-operation.h"

#include <glib/gi18n-lib.h>

static const AmbParam params[] = {
  { .id = "quarter-turns",
    .title = N_("Quarter turns"),
    .type = AMB_PARAM_INTEGER,
    .minimum = 0,
    .maximum = 3,
    .slider_min = 0,
    .slider_max = 3,
    .neutral = 0,
    .step = 1,
    .flags = AMB_PARAM_HIDDEN | AMB_PARAM_WRAPS,
    .help = N_("How often the photo is turned by 90 degrees clockwise.") },
};

const AmbOperation amb_operation_rotate = {
  .id = "rotate",
  .title = N_("Rotate"),
  .help = N_("Turns the photo by quarter turns; pixels are moved and not changed (the turned "
              "orientations of Exif 2.32, tag 274)."),
  .section = AMB_SECTION_GEOMETRY,
  .kind = AMB_OP_GEOMETRY,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};
