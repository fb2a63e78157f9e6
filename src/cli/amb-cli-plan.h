/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --dry-run: the plan on standard output. */
#pragma once

#include "amb-cli-options.h"
#include "amb-plan-report.h"

G_BEGIN_DECLS

/* kind: NONE prints nothing. */
void amb_cli_plan_print (AmbBatch *batch, const AmbPlanReport *report, AmbCliProgressKind kind);

G_END_DECLS
