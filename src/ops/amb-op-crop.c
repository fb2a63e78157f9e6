/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a rectangle out of the upright, straightened frame; set by handles on the photo. */
#include "amb-operation.h"

#include <glib/gi18n-lib.h>

#define FRACTION(id_, title_, neutral_, help_)                                                     \
  {                                                                                                \
    .id = id_, .title = title_, .type = AMB_PARAM_NUMBER, .minimum = 0, .maximum = 1,              \
    .slider_min = 0, .slider_max = 1, .neutral = neutral_, .step = 0.01, .digits = 2,              \
    .unit = AMB_UNIT_FRACTION, .flags = AMB_PARAM_HIDDEN, .help = help_                            \
  }

static const AmbParam params[] = {
  FRACTION ("left", N_("Left"), 0, N_("Where the crop begins, as a fraction of the width.")),
  FRACTION ("top", N_("Top"), 0, N_("Where the crop begins, as a fraction of the height.")),
  FRACTION ("width", N_("Width"), 1, N_("How wide the crop is, as a fraction of the width.")),
  FRACTION ("height", N_("Height"), 1, N_("How high the crop is, as a fraction of the height.")),
};

const AmbOperation amb_operation_crop = {
  .id = "crop",
  .title = N_("Crop"),
  .help
  = N_("Keeps a rectangle of the upright photo, rounded to whole pixels; pixels are not changed "
        "(the crop region of XMP crs:CropLeft and its neighbours)."),
  .section = AMB_SECTION_GEOMETRY,
  .kind = AMB_OP_GEOMETRY,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};
