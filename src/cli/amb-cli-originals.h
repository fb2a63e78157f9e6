/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --restore and --forget-original. */
#pragma once

#include "amb-cli-export.h"

G_BEGIN_DECLS

/* A line on standard output for each file, a complaint for each that failed. */
AmbExit amb_cli_originals_restore (const AmbCliOptions *options);
AmbExit amb_cli_originals_forget (const AmbCliOptions *options);

G_END_DECLS
