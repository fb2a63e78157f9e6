/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the batch page share. */
#pragma once

#include "amb-batch-page.h"
#include "amb-batch-row.h"
#include "amb-export-options.h"
#include "amb-plan-card.h"
#include "amb-thumbnails.h"

G_BEGIN_DECLS

struct _AmbBatchPage
{
  AdwBin parent_instance;

  AmbApplication *app;
  AmbBatch *batch; /* nullable */
  AmbThumbnails *thumbnails;
  GtkFilterListModel *filtered;
  GtkSliceListModel *slice; /* of filtered: grows row by row, then holds all */
  guint grow_source;
  guint rows_source;    /* while rows are stale */
  GdkFrameClock *clock; /* while the list has one; borrowed */
  GtkSelectionModel *selection;
  GtkCustomFilter *filter; /* in the model only while it is on */
  guint shown;             /* index of what the filter shows */
  GPtrArray *rows;         /* AmbBatchRow in the list */
  GPtrArray *spare_rows;   /* AmbBatchRow that were */
  AmbBatchPhase phase;
  GtkFileChooserNative *chooser; /* while it is open */
  GtkPopover *menu;              /* of a row */
  GPtrArray *dragged;            /* AmbBatchItem, while they are; nullable */
  GQueue chores;                 /* what is still to be done to many items */
  guint chore_source;
  guint plan_timeout;
  guint filter_timeout;
  AmbPlanReport *report; /* nullable: there is no plan */
  gint64 started_at;     /* monotonic microseconds; 0: it does not run */
  AmbBatchCounts before; /* at that time */

  AdwWindowTitle *title;
  GtkMenuButton *switch_button;
  GtkWidget *add_button;
  GtkWidget *start_button;
  GtkButton *pause_button;
  GtkWidget *cancel_button;
  GtkWidget *new_button;
  GtkWidget *options_button;
  GtkStack *stack;
  AdwFlap *flap;
  AmbPlanCard *plan_card;
  GtkWidget *total_box;
  GtkImage *total_icon;
  GtkLabel *total_label;
  GtkLabel *sizes_label;
  GtkWidget *retry_button;
  GtkWidget *open_button;
  GtkProgressBar *total_bar;
  GtkWidget *filter_box;
  GtkDropDown *filter_drop_down;
  GtkStack *list_stack;
  GtkListView *list_view;
  AdwClamp *options_bin;
  AmbExportOptions *options;
};

/* COLLECTING without a batch. */
AmbBatchState amb_batch_page_get_state (AmbBatchPage *self);
/* Makes a plan in a moment, once nothing changes any more. */
void amb_batch_page_plan_soon (AmbBatchPage *self);
GtkWindow *amb_batch_page_get_window (AmbBatchPage *self);

/* amb-batch-page-list.c */
void amb_batch_page_build_list (AmbBatchPage *self);
/* Another batch is shown, or another part of it. */
void amb_batch_page_begin_list (AmbBatchPage *self);
void amb_batch_page_show_phase (AmbBatchPage *self, AmbBatchPhase phase);
/* Items may have come under what the filter shows, or gone. */
void amb_batch_page_filter_soon (AmbBatchPage *self);
void amb_batch_page_clear_filter (AmbBatchPage *self);
/* Of AmbBatchItem; transfer full. */
GPtrArray *amb_batch_page_get_selected (AmbBatchPage *self);
void amb_batch_page_list_dispose (AmbBatchPage *self);

/* amb-batch-page-selected.c */
void amb_batch_page_install_selected (GtkWidgetClass *widget_class);
void amb_batch_page_update_selected (AmbBatchPage *self);
/* items: in that order before anchor, or after it. */
void amb_batch_page_move_items (AmbBatchPage *self,
                                GPtrArray *items,
                                AmbBatchItem *anchor,
                                gboolean after);
void amb_batch_page_stop_chores (AmbBatchPage *self);

/* amb-batch-page-files.c */
void amb_batch_page_install_files (GtkWidgetClass *widget_class);
void amb_batch_page_add_drop (AmbBatchPage *self);
/* Makes the row a source of its file or of its place in the order, and a target of others'. */
void amb_batch_page_add_row_drag (AmbBatchPage *self, GtkWidget *row);

G_END_DECLS
