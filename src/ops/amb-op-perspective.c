/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes parallel again what leans together because the camera was tilted. */
#include "amb-operation.h"

#include <glib/gi18n-lib.h>

#define TILT(id_, title_, help_)                                                                   \
  {                                                                                                \
    .id = id_, .title = title_, .type = AMB_PARAM_NUMBER, .minimum = -100, .maximum = 100,         \
    .slider_min = -100, .slider_max = 100, .neutral = 0, .step = 1, .digits = 1, .help = help_     \
  }

static const AmbParam params[] = {
  TILT ("vertical",
        N_("Vertical"),
        N_("Right of the middle it widens the top: for a camera that looked up.")),
  TILT ("horizontal",
        N_("Horizontal"),
        N_("Right of the middle it widens the right side: for a camera that looked right.")),
};

const AmbOperation amb_operation_perspective = {
  .id = "perspective",
  .title = N_("Perspective"),
  .help
  = N_("Shows the photo as a camera turned by up to 30 degrees would have, with a focal "
        "length of the long edge, and cuts it, unless a crop is set, to the largest rectangle "
        "of the same shape without empty corners (the homography of a rotation: Hartley and "
        "Zisserman 2004, 8.4.2)."),
  .section = AMB_SECTION_GEOMETRY,
  .kind = AMB_OP_GEOMETRY,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};
