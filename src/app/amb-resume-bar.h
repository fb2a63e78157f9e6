/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers to go on with an export that an earlier run of the program left undone. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define AMB_TYPE_RESUME_BAR (amb_resume_bar_get_type ())
G_DECLARE_FINAL_TYPE (AmbResumeBar, amb_resume_bar, AMB, RESUME_BAR, AdwBin)

G_END_DECLS
