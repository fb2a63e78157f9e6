/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A service on standard input and output: one JSON job a line in, lines of progress out. */
#pragma once

#include "amb-cli-export.h"

G_BEGIN_DECLS

/* Jobs in hand, running or waiting; with so many, nothing more is read. */
#define AMB_CLI_SERVE_JOBS 256

/* Blocks in a main loop of its own until standard input ends and every job is final, or until a
 * signal. Every worker is reaped when it returns. */
AmbExit amb_cli_serve (const AmbCliOptions *options);

G_END_DECLS
