/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one batch to its end, or to a signal. */
#pragma once

#include "amb-cli-options.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_EXIT_DONE = 0,
  AMB_EXIT_SOME_FAILED = 1,
  AMB_EXIT_USAGE = 2,
  AMB_EXIT_NOTHING = 3,
  AMB_EXIT_MACHINE = 75, /* EX_TEMPFAIL: every failure was the machine's */
  AMB_EXIT_INTERRUPTED = 130,
} AmbExit;

/* Blocks in a main loop of its own. Every worker is reaped when it returns. */
AmbExit amb_cli_export (const AmbCliOptions *options);

G_END_DECLS
