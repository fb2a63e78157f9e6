/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Line by line: a plan of ten thousand outputs is never one text. */
#include "amb-cli-plan.h"

#include "amb-cli-text.h"

/* Each line made harmless by itself: their ends are ours. */
static void
put_text (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *printable = amb_cli_printable (lines[i]);
      amb_cli_put_line (printable);
    }
}

static void
put_item (AmbBatchItem *item, AmbCliProgressKind kind)
{
  g_autofree char *text = kind == AMB_CLI_PROGRESS_JSON ? amb_plan_report_item_to_json (item)
                                                        : amb_plan_report_item_to_text (item);
  if (kind == AMB_CLI_PROGRESS_JSON)
    amb_cli_put_line (text);
  else
    put_text (text);
}

void
amb_cli_plan_print (AmbBatch *batch, const AmbPlanReport *report, AmbCliProgressKind kind)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch));
  g_autofree char *sums = kind == AMB_CLI_PROGRESS_JSON ? amb_plan_report_to_json (report)
                                                        : amb_plan_report_to_text (report);
  if (kind == AMB_CLI_PROGRESS_NONE)
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);
      put_item (item, kind);
    }
  put_text (sums);
}
