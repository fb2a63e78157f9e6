/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A job as a line of progress. */
#pragma once

#include "amb-batch-item.h"

G_BEGIN_DECLS

/* Smaller steps of a running job are not worth a line. */
#define AMB_CLI_PERMILLE_STEP 10

/* A JSON object in one line. jobs: of a service: how many job is one of, and a failure says whether
 * it was the machine's; 0: neither is told. notes: nullable; told if there are any. Transfer full.
 */
char *amb_cli_item_to_json (AmbBatchItem *item, guint job, guint jobs, const char *const *notes);

G_END_DECLS
