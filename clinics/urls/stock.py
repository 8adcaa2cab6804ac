"""The stock of controlled medicine: the cabinet, the ledger by day, movements, the count."""

from django.urls import path

from clinics.views import stock


urlpatterns = [
    path("stock/", stock.Stock.as_view(), name="stock"),
    path("stock/<uuid:site>/", stock.Stock.as_view(), name="stock-at"),
    path("stock/<uuid:site>/day/", stock.StockDay.as_view(), name="stock-day"),
    path("stock/<uuid:site>/balance.pdf", stock.Balance.as_view(), name="stock-balance"),
    path("stock/<uuid:site>/receive/", stock.Receive.as_view(), name="stock-receive"),
    path("stock/<uuid:site>/close/", stock.CloseDay.as_view(), name="stock-close"),
    path("stock/batches/<uuid:batch>/spill/", stock.Spill.as_view(), name="stock-spill"),
    path(
        "stock/batches/<uuid:batch>/destroy-returned/",
        stock.DestroyReturned.as_view(),
        name="stock-destroy-returned",
    ),
    path("stock/batches/<uuid:batch>/return/", stock.Return.as_view(), name="stock-return"),
    path("stock/batches/<uuid:batch>/destroy/", stock.Destroy.as_view(), name="stock-destroy"),
    path("stock/batches/<uuid:batch>/send/", stock.Send.as_view(), name="stock-send"),
    path("stock/entries/<uuid:entry>/reverse/", stock.Reverse.as_view(), name="stock-reverse"),
]
