/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the content inside the upright frame by a small angle, about its centre. */
#include "amb-operation.h"

#include <glib/gi18n-lib.h>

static const AmbParam params[] = {
  { .id = "angle",
    .title = N_("Straighten"),
    .type = AMB_PARAM_NUMBER,
    .minimum = -45,
    .maximum = 45,
    .slider_min = -45,
    .slider_max = 45,
    .neutral = 0,
    .step = 0.1,
    .digits = 2,
    .unit = AMB_UNIT_DEGREES,
    .help = N_("Turns the content clockwise, to level a horizon or a wall.") },
};

const AmbOperation amb_operation_straighten = {
  .id = "straighten",
  .title = N_("Straighten"),
  .help = N_(
      "Turns the photo about its centre and, unless a crop is set, "
      "cuts it to the largest rectangle of the same shape without empty corners (plane rotation)."),
  .section = AMB_SECTION_GEOMETRY,
  .kind = AMB_OP_GEOMETRY,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};
